//! Functions that differ from call to call: `random`, `rand`, `uuid`, `shuffle`. Their chance comes from the world.
//!
//! The rows in the table carry no chance, so that the table can be static; [`functions`] gives a session the working ones.

use std::{
    fmt,
    sync::{Arc, LazyLock},
};

use datafusion::{
    arrow::{
        array::{ArrayRef, ListArray, UInt32Array},
        compute::take,
    },
    common::Result,
    logical_expr::ScalarUDF,
};

use super::{
    error::{invalid, not_supported, wrong_column},
    lambda::Items,
    scalar::{Call, ScalarFunction, Zone},
    signature::Signature,
    spec::{Draft, Kernel, scalar},
};

/// Where randomness comes from.
pub(crate) trait Chance: fmt::Debug + Send + Sync {
    /// 64 random bits.
    fn bits(&self) -> u64;
}

impl Chance for labs_world::Ids {
    fn bits(&self) -> u64 {
        Self::bits(self)
    }
}

type Draw = fn(&dyn Chance, &Call<'_>) -> Result<ArrayRef>;

const RANDOM: [&str; 7] = [
    "random() -> double",
    "random(tinyint) -> tinyint",
    "random(smallint) -> smallint",
    "random(integer) -> integer",
    "random(bigint) -> bigint",
    "random(integer, integer) -> integer",
    "random(bigint, bigint) -> bigint",
];
const RAND: [&str; 7] = [
    "rand() -> double",
    "rand(tinyint) -> tinyint",
    "rand(smallint) -> smallint",
    "rand(integer) -> integer",
    "rand(bigint) -> bigint",
    "rand(integer, integer) -> integer",
    "rand(bigint, bigint) -> bigint",
];
// Trino's type is uuid, which Athena's result files show as text.
const UUID: [&str; 1] = ["uuid() -> varchar"];
const SHUFFLE: [&str; 1] = ["shuffle(array(T)) -> array(T)"];

static DRAWS: LazyLock<[(&str, &[&'static str], Draw); 4]> = LazyLock::new(|| {
    [("random", &RANDOM, random), ("rand", &RAND, random), ("uuid", &UUID, uuid), ("shuffle", &SHUFFLE, shuffle)]
});

/// The working functions of a session.
pub(super) fn functions(chance: &Arc<dyn Chance>) -> Vec<Arc<ScalarUDF>> {
    let one = |(name, texts, draw): &(&'static str, &[&'static str], Draw)| {
        let (chance, draw) = (Arc::clone(chance), *draw);
        let kernel: Kernel = Arc::new(move |call| draw(chance.as_ref(), call));
        let signatures = texts.iter().filter_map(|text| Signature::read(text)).collect();
        let function = ScalarFunction::new(name, signatures, None, Zone::OfArguments, kernel).volatile();
        Arc::new(ScalarUDF::new_from_impl(function))
    };
    DRAWS.iter().map(one).collect()
}

/// The rows of the group "Mathematical".
pub(super) fn math_functions() -> Vec<Draft> {
    vec![scalar("random", &RANDOM, without_chance), scalar("rand", &RAND, without_chance)]
}

/// The rows of the group "UUID".
pub(super) fn uuid_functions() -> Vec<Draft> {
    vec![scalar("uuid", &UUID, without_chance)]
}

/// The rows of the group "Array".
pub(super) fn array_functions() -> Vec<Draft> {
    vec![scalar("shuffle", &SHUFFLE, without_chance)]
}

fn without_chance(call: &Call<'_>) -> Result<ArrayRef> {
    Err(not_supported(format!("Function {} needs a session", call.name)))
}

fn random(chance: &dyn Chance, call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.is_empty() {
        // 53 bits fill the fraction of a double: 0.0 <= x < 1.0.
        return call.rows(|_| (chance.bits() >> 11) as f64 / (1u64 << 53) as f64);
    }
    let zone = Arc::from("UTC");
    let wide = call
        .arguments
        .iter()
        .map(|column| super::scalar::canonical(column, &crate::trino_type::TrinoType::BigInt, &zone))
        .collect::<Result<Vec<_>>>()?;
    let wide = Call { arguments: wide, ..*call };
    if wide.arguments.len() == 1 {
        let bound = wide.column::<i64>(0)?;
        return wide.rows(|row| {
            let Some(bound) = bound.get(row) else { return Ok(None) };
            match u64::try_from(bound) {
                Ok(bound) if bound > 0 => Ok(Some((chance.bits() % bound) as i64)),
                _ => Err(invalid("bound must be positive")),
            }
        });
    }
    let (start, stop) = (wide.column::<i64>(0)?, wide.column::<i64>(1)?);
    wide.rows(|row| {
        let Some((start, stop)) = start.get(row).zip(stop.get(row)) else { return Ok(None) };
        match u64::try_from(i128::from(stop) - i128::from(start)) {
            Ok(width) if width > 0 => Ok(Some(start.wrapping_add_unsigned(chance.bits() % width))),
            _ => Err(invalid("start value must be less than stop value")),
        }
    })
}

fn uuid(chance: &dyn Chance, call: &Call<'_>) -> Result<ArrayRef> {
    call.rows(|_| {
        // Version 4, variant 1.
        let high = (chance.bits() & !0xf000) | 0x4000;
        let low = (chance.bits() & !(0b11 << 62)) | (0b10 << 62);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    })
}

fn shuffle(chance: &dyn Chance, call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let mut order: Vec<u32> = (0..items.values.len() as u32).collect();
    for row in 0..call.rows {
        let Some(items) = order.get_mut(items.range(row)) else { continue };
        for last in (1..items.len()).rev() {
            items.swap(last, (chance.bits() % (last as u64 + 1)) as usize);
        }
    }
    let values = take(&items.values, &UInt32Array::from(order), None)?;
    let datafusion::arrow::datatypes::DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), items.offsets, values, items.nulls)?))
}
