//! Loops over columns: a function of plain values becomes a function of whole columns, NULL giving NULL.
//!
//! [`Call::map1`] to [`Call::map4`] read typed columns and collect what the closure gives: a value, an `Option` (NULL), or a
//! `Result` of either. What treats NULL in another way reads with [`Call::column`] and collects by itself.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            Array, ArrayRef, AsArray, BinaryArray, BinaryBuilder, BooleanArray, ListArray, PrimitiveArray, StringArray,
            StringBuilder,
        },
        datatypes::{
            Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
            IntervalMonthDayNano, IntervalMonthDayNanoType, Time32MillisecondType, TimestampMillisecondType,
        },
    },
    common::{DataFusionError, Result},
};

use super::{
    error::{too_much, wrong_column},
    scalar::Call,
};

/// Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) i32);

/// Milliseconds since 1970-01-01: of the wall clock, or of UTC when the type has a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Millis(pub(super) i64);

/// Milliseconds since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock(pub(super) i32);

/// A value that a column holds.
pub(super) trait Value<'a>: Sized {
    type Column: Copy + 'a;

    /// The typed column; `None` when it has another type.
    fn column(column: &'a ArrayRef) -> Option<Self::Column>;

    /// The value of a row that is not NULL.
    fn at(column: Self::Column, row: usize) -> Self;
}

/// A value that becomes a column.
pub(super) trait Collect: Sized {
    fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef>;
}

/// What a closure may give: a value, NULL, an error.
pub(super) trait Outcome {
    type Value: Collect;

    fn outcome(self) -> Result<Option<Self::Value>>;
}

macro_rules! outcomes {
    ($($kind:ty),* $(,)?) => {$(
        impl Outcome for $kind {
            type Value = $kind;

            fn outcome(self) -> Result<Option<$kind>> {
                Ok(Some(self))
            }
        }

        impl Outcome for Option<$kind> {
            type Value = $kind;

            fn outcome(self) -> Result<Option<$kind>> {
                Ok(self)
            }
        }

        impl Outcome for Result<$kind, DataFusionError> {
            type Value = $kind;

            fn outcome(self) -> Result<Option<$kind>> {
                self.map(Some)
            }
        }

        impl Outcome for Result<Option<$kind>, DataFusionError> {
            type Value = $kind;

            fn outcome(self) -> Result<Option<$kind>> {
                self
            }
        }
    )*};
}

macro_rules! numbers {
    ($($kind:ty = $arrow:ty, $wrap:expr, $unwrap:expr;)*) => {$(
        impl<'a> Value<'a> for $kind {
            type Column = &'a PrimitiveArray<$arrow>;

            fn column(column: &'a ArrayRef) -> Option<Self::Column> {
                column.as_primitive_opt::<$arrow>()
            }

            fn at(column: Self::Column, row: usize) -> Self {
                $wrap(column.value(row))
            }
        }

        impl Collect for $kind {
            fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef> {
                let mut column = PrimitiveArray::<$arrow>::builder(rows);
                for value in values {
                    column.append_option(value?.map($unwrap));
                }
                Ok(Arc::new(column.finish()))
            }
        }
    )*};
}

numbers! {
    i8 = Int8Type, |value| value, |value| value;
    i16 = Int16Type, |value| value, |value| value;
    i32 = Int32Type, |value| value, |value| value;
    i64 = Int64Type, |value| value, |value| value;
    i128 = Decimal128Type, |value| value, |value| value;
    f32 = Float32Type, |value| value, |value| value;
    f64 = Float64Type, |value| value, |value| value;
    Day = Date32Type, Day, |Day(value)| value;
    Millis = TimestampMillisecondType, Millis, |Millis(value)| value;
    Clock = Time32MillisecondType, Clock, |Clock(value)| value;
    IntervalMonthDayNano = IntervalMonthDayNanoType, |value| value, |value| value;
}

outcomes!(
    i8,
    i16,
    i32,
    i64,
    i128,
    f32,
    f64,
    bool,
    String,
    Vec<u8>,
    Day,
    Millis,
    Clock,
    Vec<String>,
    IntervalMonthDayNano
);

impl<'a> Value<'a> for &'a str {
    type Column = &'a StringArray;

    fn column(column: &'a ArrayRef) -> Option<Self::Column> {
        column.as_string_opt::<i32>()
    }

    fn at(column: Self::Column, row: usize) -> Self {
        column.value(row)
    }
}

impl<'a> Value<'a> for &'a [u8] {
    type Column = &'a BinaryArray;

    fn column(column: &'a ArrayRef) -> Option<Self::Column> {
        column.as_binary_opt::<i32>()
    }

    fn at(column: Self::Column, row: usize) -> Self {
        column.value(row)
    }
}

impl<'a> Value<'a> for bool {
    type Column = &'a BooleanArray;

    fn column(column: &'a ArrayRef) -> Option<Self::Column> {
        column.as_boolean_opt()
    }

    fn at(column: Self::Column, row: usize) -> Self {
        column.value(row)
    }
}

/// The items of one list.
impl<'a> Value<'a> for ArrayRef {
    type Column = &'a ListArray;

    fn column(column: &'a ArrayRef) -> Option<Self::Column> {
        column.as_list_opt::<i32>()
    }

    fn at(column: Self::Column, row: usize) -> Self {
        column.value(row)
    }
}

/// How much a column may still take: Arrow counts its bytes and items in 31 bits.
pub(super) struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(i32::MAX as usize)
    }
}

impl Room {
    pub(super) fn take(&mut self, amount: usize) -> Result<()> {
        self.0 = self.0.checked_sub(amount).ok_or_else(too_much)?;
        Ok(())
    }
}

impl Collect for bool {
    fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef> {
        let mut column = BooleanArray::builder(rows);
        for value in values {
            column.append_option(value?);
        }
        Ok(Arc::new(column.finish()))
    }
}

impl Collect for String {
    fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef> {
        let mut column = StringBuilder::with_capacity(rows, rows * 16);
        let mut room = Room::default();
        for value in values {
            let value = value?;
            room.take(value.as_ref().map_or(0, String::len))?;
            column.append_option(value);
        }
        Ok(Arc::new(column.finish()))
    }
}

impl Collect for Vec<u8> {
    fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef> {
        let mut column = BinaryBuilder::with_capacity(rows, rows * 16);
        let mut room = Room::default();
        for value in values {
            let value = value?;
            room.take(value.as_ref().map_or(0, Vec::len))?;
            column.append_option(value);
        }
        Ok(Arc::new(column.finish()))
    }
}

/// A column of `array(varchar)`.
impl Collect for Vec<String> {
    fn collect(values: impl Iterator<Item = Result<Option<Self>>>, rows: usize) -> Result<ArrayRef> {
        let mut column = datafusion::arrow::array::ListBuilder::with_capacity(StringBuilder::new(), rows);
        let mut room = Room::default();
        for value in values {
            match value? {
                Some(items) => {
                    for item in items {
                        room.take(item.len().max(1))?;
                        column.values().append_value(item);
                    }
                    column.append(true);
                }
                None => column.append(false),
            }
        }
        Ok(Arc::new(column.finish()))
    }
}

/// A typed column that knows its NULLs.
pub(super) struct Typed<'a, A: Value<'a>> {
    values: A::Column,
    column: &'a ArrayRef,
}

impl<'a, A: Value<'a>> Typed<'a, A> {
    pub(super) fn new(column: &'a ArrayRef) -> Option<Self> {
        Some(Self { values: A::column(column)?, column })
    }

    /// The value of a row; `None` is NULL, or past the end.
    pub(super) fn get(&self, row: usize) -> Option<A> {
        (row < self.column.len() && self.column.is_valid(row)).then(|| A::at(self.values, row))
    }

    /// The values that are not NULL, in order.
    pub(super) fn all(&self) -> Vec<A> {
        (0..self.column.len()).filter_map(|row| self.get(row)).collect()
    }
}

impl Call<'_> {
    /// The typed column at `at`.
    pub(super) fn column<'b, A: Value<'b>>(&'b self, at: usize) -> Result<Typed<'b, A>> {
        Typed::new(self.argument(at)?).ok_or_else(|| wrong_column(self.name))
    }

    /// A column of what `f` gives for each row number.
    pub(super) fn rows<R: Outcome>(&self, f: impl FnMut(usize) -> R) -> Result<ArrayRef> {
        let mut f = f;
        R::Value::collect((0..self.rows).map(|row| f(row).outcome()), self.rows)
    }

    pub(super) fn map1<'b, A: Value<'b>, R: Outcome>(&'b self, f: impl Fn(A) -> R) -> Result<ArrayRef> {
        let a = self.column::<A>(0)?;
        let value = |row| a.get(row).map_or(Ok(None), |a| f(a).outcome());
        R::Value::collect((0..self.rows).map(value), self.rows)
    }

    pub(super) fn map2<'b, A: Value<'b>, B: Value<'b>, R: Outcome>(
        &'b self,
        f: impl Fn(A, B) -> R,
    ) -> Result<ArrayRef> {
        let (a, b) = (self.column::<A>(0)?, self.column::<B>(1)?);
        let value = |row| a.get(row).zip(b.get(row)).map_or(Ok(None), |(a, b)| f(a, b).outcome());
        R::Value::collect((0..self.rows).map(value), self.rows)
    }

    pub(super) fn map3<'b, A: Value<'b>, B: Value<'b>, C: Value<'b>, R: Outcome>(
        &'b self,
        f: impl Fn(A, B, C) -> R,
    ) -> Result<ArrayRef> {
        let (a, b, c) = (self.column::<A>(0)?, self.column::<B>(1)?, self.column::<C>(2)?);
        let value =
            |row| a.get(row).zip(b.get(row)).zip(c.get(row)).map_or(Ok(None), |((a, b), c)| f(a, b, c).outcome());
        R::Value::collect((0..self.rows).map(value), self.rows)
    }

    pub(super) fn map4<'b, A: Value<'b>, B: Value<'b>, C: Value<'b>, D: Value<'b>, R: Outcome>(
        &'b self,
        f: impl Fn(A, B, C, D) -> R,
    ) -> Result<ArrayRef> {
        let (a, b) = (self.column::<A>(0)?, self.column::<B>(1)?);
        let (c, d) = (self.column::<C>(2)?, self.column::<D>(3)?);
        let value = |row| {
            let all = a.get(row).zip(b.get(row)).zip(c.get(row).zip(d.get(row)));
            all.map_or(Ok(None), |((a, b), (c, d))| f(a, b, c, d).outcome())
        };
        R::Value::collect((0..self.rows).map(value), self.rows)
    }
}
