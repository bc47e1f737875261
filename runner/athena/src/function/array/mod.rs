//! stub
use super::{scalar::Call, spec::Draft};
use datafusion::{arrow::array::ArrayRef, common::Result};
pub(super) fn functions() -> Vec<Draft> {
    super::chance::array_functions()
}
pub(super) fn reverse(call: &Call<'_>) -> Result<ArrayRef> {
    call.argument(0).cloned()
}
pub(super) fn concat(call: &Call<'_>) -> Result<ArrayRef> {
    call.argument(0).cloned()
}
