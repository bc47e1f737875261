//! S3 on the world: buckets in the store, bytes in the world's objects, without any wire.
