//! stub
use super::spec::Draft;
use datafusion::common::Result;
use std::sync::Arc;
pub(super) fn functions() -> Vec<Draft> {
    Vec::new()
}
pub(super) fn zone_name(zone: &str) -> Result<Arc<str>> {
    Ok(Arc::from(zone))
}
pub(super) fn local_text(_: i64, _: &str) -> Option<String> {
    None
}
pub(super) fn milliseconds_text(_: i64) -> Option<String> {
    None
}
