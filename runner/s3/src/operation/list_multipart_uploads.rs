//! ListMultipartUploads: uploads that were begun and not ended, by key and by the time at which they began.

use std::ops::Bound;

use labs_world::{ByteStream, Document, Map, Reply};

use super::list_objects_v2::tell_groups;
use super::{BUCKET, Encoding, Operation, count, limit};
use crate::bucket;
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::listing::{self, After, Page, Selection};
use crate::metering::Tier;
use crate::multipart::{self, Upload};
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListMultipartUploads",
    members: &[
        BUCKET,
        &["Delimiter", "EncodingType", "KeyMarker", "MaxUploads", "Prefix", "RequestPayer", "UploadIdMarker"],
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let page = act(engine, &request)?;
    Ok(reply(engine, &request, page))
}

struct Request {
    bucket: String,
    selection: Selection,
    key_marker: String,
    upload_marker: String,
    encoding: Encoding,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let key_marker = members.text("KeyMarker")?.unwrap_or_default();
        let selection = Selection {
            prefix: members.text("Prefix")?.unwrap_or_default(),
            delimiter: members.text("Delimiter")?.unwrap_or_default(),
            after: (!key_marker.is_empty()).then(|| After::Key(key_marker.clone())),
            limit: limit(&mut members, "MaxUploads", "max-uploads")?,
        };
        Ok(Self {
            bucket: members.bucket()?,
            selection,
            // Without a key to go on from, an upload to go on from means nothing to S3.
            upload_marker: members.text("UploadIdMarker")?.filter(|_| !key_marker.is_empty()).unwrap_or_default(),
            key_marker,
            encoding: Encoding::read(&mut members)?,
        })
    }
}

fn act(engine: &S3, request: &Request) -> Result<Page<Upload>, Refusal> {
    bucket::require(engine.store(), &request.bucket)?;
    let uploads = multipart::uploads(engine.store(), &request.bucket)?;
    let Request { key_marker, upload_marker, .. } = request;
    listing::page(&request.selection, |start| {
        let inside = |upload: &&Upload| {
            let key = upload.key.as_bytes();
            match &start {
                Bound::Included(start) => key >= start.as_slice(),
                Bound::Excluded(start) => {
                    key > start.as_slice()
                        || (upload.key == *key_marker && !upload_marker.is_empty() && upload.id > *upload_marker)
                }
                Bound::Unbounded => true,
            }
        };
        let chosen: Vec<_> = uploads.iter().filter(inside).cloned().collect();
        chosen.into_iter().map(|upload| Ok((upload.key.clone(), upload)))
    })
}

fn reply(engine: &S3, request: &Request, page: Page<Upload>) -> Reply {
    let Request { bucket, selection, key_marker, upload_marker, encoding } = request;
    let owner = || Map::from_iter([("ID".to_owned(), Document::from(engine.owner()))]);
    let last = page.entries.last().map(|(_, upload)| upload.id.clone());
    let mut reply = Map::from_iter([
        ("Bucket".to_owned(), bucket.as_str().into()),
        ("KeyMarker".to_owned(), encoding.of(key_marker).into()),
        ("UploadIdMarker".to_owned(), upload_marker.as_str().into()),
        ("Prefix".to_owned(), encoding.of(&selection.prefix).into()),
        ("MaxUploads".to_owned(), count(selection.limit)),
        ("IsTruncated".to_owned(), page.next.is_some().into()),
    ]);
    match page.next {
        Some(After::Key(key)) => {
            reply.insert("NextKeyMarker".to_owned(), encoding.of(&key).into());
            reply.insert("NextUploadIdMarker".to_owned(), last.unwrap_or_default().into());
        }
        Some(After::Prefix(prefix)) => {
            reply.insert("NextKeyMarker".to_owned(), encoding.of(&prefix).into());
        }
        None => {}
    }
    let entry = |(key, upload): (String, Upload)| {
        let mut entry = Map::from_iter([
            ("UploadId".to_owned(), upload.id.into()),
            ("Key".to_owned(), encoding.of(&key).into()),
            ("Initiated".to_owned(), upload.initiated.into()),
            ("StorageClass".to_owned(), upload.properties.class.name().into()),
            ("Owner".to_owned(), owner().into()),
            ("Initiator".to_owned(), owner().into()),
        ]);
        if let Some(algorithm) = upload.algorithm {
            entry.insert("ChecksumAlgorithm".to_owned(), algorithm.name().into());
            entry.insert("ChecksumType".to_owned(), upload.checksum_type.name().into());
        }
        Document::from(entry)
    };
    if !page.entries.is_empty() {
        reply.insert("Uploads".to_owned(), page.entries.into_iter().map(entry).collect::<Vec<_>>().into());
    }
    tell_groups(&mut reply, &selection.delimiter, &page.prefixes, *encoding);
    Reply::new(reply)
}
