//! `Picks`: lists made of places in a flat column; `Keys`: values of any type as bytes that compare.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, ListArray, MapArray, StructArray, UInt32Array},
        buffer::{NullBuffer, OffsetBuffer},
        compute::{SortOptions, take},
        datatypes::DataType,
        row::{Row, RowConverter, Rows, SortField},
    },
    common::Result,
};

use crate::function::{error::wrong_column, lambda::Items, scalar::conform};

/// The places of each row's items; a row may be NULL.
#[derive(Debug, Default)]
pub(in crate::function) struct Picks {
    lengths: Vec<usize>,
    places: Vec<Option<u32>>,
    valid: Vec<bool>,
}

impl Picks {
    /// A row of these places, or NULL.
    pub(in crate::function) fn push(&mut self, places: Option<Vec<u32>>) {
        self.push_options(places.map(|places| places.into_iter().map(Some).collect()));
    }

    /// A row of these places, `None` being a NULL item.
    pub(in crate::function) fn push_options(&mut self, places: Option<Vec<Option<u32>>>) {
        self.valid.push(places.is_some());
        let places = places.unwrap_or_default();
        self.lengths.push(places.len());
        self.places.extend(places);
    }

    /// A row that picks among a row's items; NULL stays NULL.
    pub(in crate::function) fn row(
        &mut self,
        items: &Items,
        row: usize,
        pick: impl FnOnce(std::ops::Range<u32>) -> Vec<u32>,
    ) {
        let range = items.range(row);
        self.push((!items.is_null(row)).then(|| pick(range.start as u32..range.end as u32)));
    }

    pub(in crate::function) fn offsets(&self) -> OffsetBuffer<i32> {
        OffsetBuffer::from_lengths(self.lengths.iter().copied())
    }

    pub(in crate::function) fn nulls(&self) -> NullBuffer {
        NullBuffer::from(self.valid.clone())
    }

    pub(in crate::function) fn take(&self, values: &ArrayRef) -> Result<ArrayRef> {
        Ok(take(values, &UInt32Array::from(self.places.clone()), None)?)
    }

    /// The lists of what stands at the places.
    pub(in crate::function) fn lists(&self, values: &ArrayRef, result: &DataType) -> Result<ArrayRef> {
        let DataType::List(item) = result else { return Err(wrong_column("array")) };
        let values = conform(self.take(values)?, item.data_type())?;
        Ok(Arc::new(ListArray::try_new(Arc::clone(item), self.offsets(), values, Some(self.nulls()))?))
    }

    /// The maps of what stands at the places.
    pub(in crate::function) fn maps(&self, keys: &ArrayRef, values: &ArrayRef, result: &DataType) -> Result<ArrayRef> {
        maps(self.take(keys)?, self.take(values)?, self.offsets(), Some(self.nulls()), result)
    }
}

/// Maps of keys and values laid end to end.
pub(in crate::function) fn maps(
    keys: ArrayRef,
    values: ArrayRef,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    result: &DataType,
) -> Result<ArrayRef> {
    let DataType::Map(entries, _) = result else { return Err(wrong_column("map")) };
    let DataType::Struct(fields) = entries.data_type() else { return Err(wrong_column("map")) };
    let columns = [keys, values]
        .into_iter()
        .zip(fields)
        .map(|(column, field)| conform(column, field.data_type()))
        .collect::<Result<Vec<_>>>()?;
    let pairs = StructArray::try_new(fields.clone(), columns, None)?;
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, false)?))
}

/// Values as bytes: equal values have equal bytes, smaller ones smaller bytes, NULL the largest.
pub(in crate::function) struct Keys {
    converter: RowConverter,
}

impl Keys {
    pub(in crate::function) fn new(kind: &DataType) -> Result<Self> {
        let last = SortOptions { descending: false, nulls_first: false };
        Ok(Self { converter: RowConverter::new(vec![SortField::new_with_options(kind.clone(), last)])? })
    }

    pub(in crate::function) fn of(&self, column: &ArrayRef) -> Result<Rows> {
        Ok(self.converter.convert_columns(std::slice::from_ref(column))?)
    }
}

/// The bytes of a place.
pub(in crate::function) fn key(rows: &Rows, place: u32) -> Row<'_> {
    rows.row(place as usize)
}
