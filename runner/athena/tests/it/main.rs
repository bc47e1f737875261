//! Athena as a client sees it: through the boundary, on a world in memory, over its S3 and its Data Catalog.

// `cfg(test)` is always true here; it tells clippy that unwrapping and indexing are a test's business.
#[cfg(test)]
mod api;
#[cfg(test)]
mod ddl;
#[cfg(test)]
mod lab;
#[cfg(test)]
mod long_queries;
#[cfg(test)]
mod queries;
#[cfg(test)]
mod scans;
#[cfg(test)]
mod slt;
