//! The operations, one file each, and the table that lists them.
//!
//! Every file has the same parts in the same order: the entry for this table, the request as it is read from the input, the
//! action, the reply; then tests of the same names. An operation that is not in the table does not exist, and a member that is
//! not in its list is refused by name. `RequestPayer` is taken everywhere: no bucket here lets its readers pay.

mod abort_multipart_upload;
mod complete_multipart_upload;
mod copy_object;
mod create_bucket;
mod create_multipart_upload;
mod delete_bucket;
mod delete_bucket_tagging;
mod delete_object;
mod delete_object_tagging;
mod delete_objects;
mod get_bucket_acl;
mod get_bucket_location;
mod get_bucket_tagging;
mod get_bucket_versioning;
mod get_object;
mod get_object_attributes;
mod get_object_tagging;
mod head_bucket;
mod head_object;
mod list_buckets;
mod list_multipart_uploads;
mod list_objects;
mod list_objects_v2;
mod list_parts;
mod put_bucket_tagging;
pub(crate) mod put_object;
mod put_object_tagging;
mod upload_part;
mod upload_part_copy;

use labs_world::{BoxFuture, ByteStream, Map, Reply};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::request::Members;

/// One operation of S3.
pub(crate) struct Operation {
    /// The name as AWS spells it.
    pub(crate) name: &'static str,
    /// The input members that are supported, in groups.
    pub(crate) members: &'static [&'static [&'static str]],
    /// What it is billed as.
    pub(crate) tier: Tier,
    /// How its errors reach clients.
    pub(crate) told: Told,
    /// Performs it.
    pub(crate) run: Run,
}

/// The way of every operation: input and streamed body in, reply or refusal out.
type Run = for<'a> fn(&'a S3, Members, Option<ByteStream>) -> BoxFuture<'a, Result<Reply, Refusal>>;

/// All operations of this engine.
pub(crate) const OPERATIONS: &[Operation] = &[
    abort_multipart_upload::OPERATION,
    complete_multipart_upload::OPERATION,
    copy_object::OPERATION,
    create_bucket::OPERATION,
    create_multipart_upload::OPERATION,
    delete_bucket::OPERATION,
    delete_bucket_tagging::OPERATION,
    delete_object::OPERATION,
    delete_object_tagging::OPERATION,
    delete_objects::OPERATION,
    get_bucket_acl::OPERATION,
    get_bucket_location::OPERATION,
    get_bucket_tagging::OPERATION,
    get_bucket_versioning::OPERATION,
    get_object::OPERATION,
    get_object_attributes::OPERATION,
    get_object_tagging::OPERATION,
    head_bucket::OPERATION,
    head_object::OPERATION,
    list_buckets::OPERATION,
    list_multipart_uploads::OPERATION,
    list_objects::OPERATION,
    list_objects_v2::OPERATION,
    list_parts::OPERATION,
    put_bucket_tagging::OPERATION,
    put_object::OPERATION,
    put_object_tagging::OPERATION,
    upload_part::OPERATION,
    upload_part_copy::OPERATION,
];

/// Members of nearly every operation on a bucket or on what is in it.
const BUCKET: &[&str] = &["Bucket", "ExpectedBucketOwner"];
/// Members of nearly every operation on an object.
const OBJECT: &[&str] = &["Bucket", "Key", "ExpectedBucketOwner", "RequestPayer"];

/// Refuses access control lists: every bucket here owns its objects, as new buckets of AWS do.
fn no_acl(members: &mut Members) -> Result<(), Refusal> {
    match members.text("ACL")?.as_deref() {
        None | Some("bucket-owner-full-control") => Ok(()),
        Some(_) => Err(Refusal::AccessControlListNotSupported),
    }
}

/// Takes `ServerSideEncryption`. AES256 is what every object of AWS has; keys of one's own are refused.
fn encryption(operation: &'static str, members: &mut Members) -> Result<(), Refusal> {
    match members.text("ServerSideEncryption")?.as_deref() {
        None | Some("AES256") => Ok(()),
        Some(other) => {
            let what = format!("ServerSideEncryption {other}");
            Err(Refusal::Unsupported { operation, what, instead: "leave it out, or write AES256".to_owned() })
        }
    }
}

/// What S3 leaves as it is in a URL-encoded listing; a space becomes a plus sign.
const IN_LISTINGS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'*').remove(b' ');

/// How names stand in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Url,
}

impl Encoding {
    fn read(members: &mut Members) -> Result<Self, Refusal> {
        match members.text("EncodingType")? {
            None => Ok(Self::Plain),
            Some(url) if url == "url" => Ok(Self::Url),
            Some(value) => Err(Refusal::InvalidArgument {
                message: "Invalid Encoding Method specified in Request".to_owned(),
                argument: "encoding-type",
                value,
            }),
        }
    }

    fn of(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Url => utf8_percent_encode(text, IN_LISTINGS).to_string().replace(' ', "+"),
        }
    }

    fn tell(self, reply: &mut Map) {
        if self == Self::Url {
            reply.insert("EncodingType".to_owned(), "url".into());
        }
    }
}

/// A limit such as `MaxKeys`: none is 1,000, more is 1,000.
fn limit(members: &mut Members, member: &'static str, argument: &'static str) -> Result<usize, Refusal> {
    let most = crate::listing::MAX_KEYS;
    match members.number(member)? {
        None => Ok(most),
        Some(number) => match i32::try_from(number).ok().and_then(|number| usize::try_from(number).ok()) {
            Some(number) => Ok(number.min(most)),
            None => Err(Refusal::InvalidArgument {
                message: "Argument maxKeys must be an integer between 0 and 2147483647".replace("maxKeys", argument),
                argument,
                value: number.to_string(),
            }),
        },
    }
}

/// A count as a number of a reply.
fn count(number: usize) -> labs_world::Document {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

/// A size as a number of a reply.
fn size(number: u64) -> labs_world::Document {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}

#[cfg(test)]
mod tests {
    use labs_aws::model::Models;

    use super::*;

    #[test]
    fn every_member_in_the_table_is_one_of_the_service_model() {
        let model = Models::by_name("s3").unwrap();
        for operation in OPERATIONS {
            let members = model.input_of(&model.operations[operation.name]).unwrap().members().unwrap();
            for member in operation.members.concat() {
                assert!(members.contains_key(member), "{member} of {}", operation.name);
            }
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_names() {
        assert!(OPERATIONS.is_sorted_by_key(|operation| operation.name));
    }
}
