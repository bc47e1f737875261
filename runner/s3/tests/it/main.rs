//! S3 as the `aws` command sees it: whole command lines against the engine, with complete expected output.

// `cfg(test)` is always true here; it tells clippy that unwrapping and indexing are a test's business.
#[cfg(test)]
mod aws_s3;
#[cfg(test)]
mod bench;
#[cfg(test)]
mod files;
