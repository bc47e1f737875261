//! ListObjects: the first version of ListObjectsV2, whose pages go on from a plain key.

use labs_world::{ByteStream, Reply};

use super::list_objects_v2::{self, Owner};
use super::{BUCKET, Encoding, Operation, limit};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::listing::{After, Page, Selection};
use crate::metering::Tier;
use crate::object::Object;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "ListObjects",
    members: &[BUCKET, &["Delimiter", "EncodingType", "Marker", "MaxKeys", "Prefix", "RequestPayer"]],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let page = list_objects_v2::act(engine, &request.bucket, &request.selection)?;
    Ok(reply(engine, &request, page))
}

struct Request {
    bucket: String,
    selection: Selection,
    marker: String,
    encoding: Encoding,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let marker = members.text("Marker")?.unwrap_or_default();
        let selection = Selection {
            prefix: members.text("Prefix")?.unwrap_or_default(),
            delimiter: members.text("Delimiter")?.unwrap_or_default(),
            after: (!marker.is_empty()).then(|| After::Key(marker.clone())),
            limit: limit(&mut members, "MaxKeys", "max-keys")?,
        };
        Ok(Self { bucket: members.bucket()?, selection, marker, encoding: Encoding::read(&mut members)? })
    }
}

fn reply(engine: &S3, request: &Request, page: Page<Object>) -> Reply {
    let Request { bucket, selection, marker, encoding } = request;
    // The marker of the next page is told only where clients cannot take the last key for it.
    let next = page.next.clone().filter(|_| !selection.delimiter.is_empty());
    let mut reply = list_objects_v2::listed(engine, bucket, selection, *encoding, Owner::Told, page);
    reply.insert("Marker".to_owned(), encoding.of(marker).into());
    if let Some(next) = next {
        reply.insert("NextMarker".to_owned(), encoding.of(&next.into_text()).into());
    }
    Reply::new(reply)
}
