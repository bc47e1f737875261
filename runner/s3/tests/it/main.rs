//! S3 as the `aws` command sees it: whole command lines against the engine, with complete expected output.

mod aws_s3;
mod bench;
mod files;
