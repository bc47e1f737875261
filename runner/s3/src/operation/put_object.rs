//! PutObject: keeps what comes and gives it the key, at once and for everybody.

use labs_world::{ByteStream, Map, Reply};

use super::{OBJECT, Operation, encryption, no_acl};
use crate::body::{self, Claims};
use crate::bucket;
use crate::checksum::{Algorithm, Checksum};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::object::{self, Object, Piece, Properties};
use crate::precondition::WriteConditions;
use crate::request::Members;
use crate::tagging::{self, Tags};

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "PutObject",
    members: &[
        OBJECT,
        &["ACL", "ServerSideEncryption", "Tagging"],
        Claims::MEMBERS,
        Properties::MEMBERS,
        WriteConditions::MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = act(engine, &request, body).await?;
    Ok(reply(&object))
}

/// What is to be written, and when.
pub(crate) struct Request {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) properties: Properties,
    pub(crate) tags: Tags,
    pub(crate) claims: Claims,
    pub(crate) conditions: WriteConditions,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        no_acl(&mut members)?;
        encryption(OPERATION.name, &mut members)?;
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            properties: Properties::read(&mut members)?,
            tags: tagging::of_header(&mut members)?,
            claims: Claims::read(OPERATION.name, &mut members)?,
            conditions: WriteConditions::read(OPERATION.name, &mut members)?,
        })
    }
}

/// Writes the object; conditions are judged when the bytes are here, in the moment in which the key changes hands.
pub(crate) async fn act(engine: &S3, request: &Request, body: Option<ByteStream>) -> Result<Object, Refusal> {
    let Request { bucket, key, properties, tags, claims, conditions } = request;
    bucket::require(engine.store(), bucket)?;
    let received = body::receive(engine.objects(), body, claims, Algorithm::default()).await?;
    let object = Object {
        modified: engine.now(),
        size: received.size,
        e_tag: object::hexadecimal(&received.md5),
        pieces: vec![Piece { id: received.id, size: received.size }],
        parts: Vec::new(),
        checksum: Some(Checksum::full(claims.algorithm.unwrap_or_default(), &received.checksum)),
        properties: properties.clone(),
        tags: tags.clone(),
    };
    engine
        .store()
        .write(|transaction| {
            bucket::require(transaction, bucket)?;
            conditions.check(key, object::find(transaction, bucket, key)?.as_ref())?;
            object::save(transaction, engine.world(), bucket, key, &object)
        })
        .await?;
    Ok(object)
}

fn reply(object: &Object) -> Reply {
    let mut reply = Map::from_iter([("ETag".to_owned(), object::quoted(&object.e_tag).into())]);
    if let Some(checksum) = &object.checksum {
        checksum.tell(&mut reply);
    }
    reply.insert("ServerSideEncryption".to_owned(), "AES256".into());
    Reply::new(reply)
}
