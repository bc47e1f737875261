//! CompleteMultipartUpload: makes one object of the parts of an upload, in the order of their numbers, without copying a byte.

use labs_world::{ByteStream, Map, Reply};
use md5::{Digest as _, Md5};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{OBJECT, Operation};
use crate::body;
use crate::checksum::{Algorithm, Checksum, ChecksumType};
use crate::engine::S3;
use crate::error::{Refusal, Told};
use crate::metering::Tier;
use crate::multipart::{self, StoredPart, Upload};
use crate::object::{self, Object, Part, Piece};
use crate::precondition::WriteConditions;
use crate::request::Members;

/// Parts have at least so many bytes, the last one apart.
const MIN_PART: u64 = 5 << 20;
/// What stays as it is in the path of a URL.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CompleteMultipartUpload",
    members: &[
        OBJECT,
        &[
            "ChecksumCRC32",
            "ChecksumCRC32C",
            "ChecksumCRC64NVME",
            "ChecksumSHA1",
            "ChecksumSHA256",
            "ChecksumType",
            "MpuObjectSize",
            "MultipartUpload",
            "UploadId",
        ],
        WriteConditions::MEMBERS,
    ],
    tier: Tier::One,
    told: Told::InBody,
    run: |engine, members, body| Box::pin(run(engine, members, body)),
};

async fn run(engine: &S3, members: Members, _body: Option<ByteStream>) -> Result<Reply, Refusal> {
    let request = Request::read(members)?;
    let object = act(engine, &request).await?;
    Ok(reply(engine, &request, &object))
}

struct Request {
    bucket: String,
    key: String,
    upload: String,
    parts: Vec<Named>,
    conditions: WriteConditions,
    size: Option<i64>,
    checksum_type: Option<String>,
    /// The whole object's checksum, as the client has it.
    expected: Option<(Algorithm, String)>,
}

/// A part as the request names it.
struct Named {
    number: i64,
    e_tag: String,
    checksums: Vec<(Algorithm, Vec<u8>)>,
}

impl Request {
    fn read(mut members: Members) -> Result<Self, Refusal> {
        let mut expected = None;
        for &(_, member, algorithm) in Algorithm::ALL {
            if let Some(value) = members.text(member)? {
                expected = Some((algorithm, value));
            }
        }
        let mut upload = members.structure("MultipartUpload")?.ok_or(Refusal::MalformedXml)?;
        let mut parts = Vec::new();
        for mut part in upload.structures("Parts")?.unwrap_or_default() {
            part.only(
                OPERATION.name,
                &[&["ETag", "PartNumber"], &Algorithm::ALL.iter().map(|row| row.1).collect::<Vec<_>>()],
            )?;
            parts.push(Named {
                number: part.number("PartNumber")?.ok_or(Refusal::MalformedXml)?,
                e_tag: part.text("ETag")?.unwrap_or_default(),
                checksums: body::values(&mut part)?,
            });
        }
        if parts.is_empty() {
            return Err(Refusal::MalformedXml);
        }
        Ok(Self {
            bucket: members.bucket()?,
            key: members.key()?,
            upload: members.required("UploadId")?,
            parts,
            conditions: WriteConditions::read(OPERATION.name, &mut members)?,
            size: members.number("MpuObjectSize")?,
            checksum_type: members.text("ChecksumType")?,
            expected,
        })
    }
}

async fn act(engine: &S3, request: &Request) -> Result<Object, Refusal> {
    let Request { bucket, key, .. } = request;
    engine
        .store()
        .write(|transaction| {
            let upload = multipart::require(transaction, bucket, key, &request.upload)?;
            let stored = multipart::parts(transaction, bucket, &upload.id)?;
            let parts = choose(request, &upload, stored)?;
            let object = join(engine, request, &upload, &parts)?;
            request.conditions.check(key, object::find(transaction, bucket, key)?.as_ref())?;
            multipart::remove(transaction, engine.world(), bucket, &upload)?;
            object::save(transaction, engine.world(), bucket, key, &object)?;
            Ok(object)
        })
        .await
}

/// The parts that the request names, as they are stored.
fn choose(
    request: &Request,
    upload: &Upload,
    stored: Vec<(u16, StoredPart)>,
) -> Result<Vec<(u16, StoredPart)>, Refusal> {
    let unordered = request.parts.iter().zip(request.parts.iter().skip(1)).any(|(one, next)| one.number >= next.number);
    if unordered {
        return Err(Refusal::InvalidPartOrder { upload: upload.id.clone() });
    }
    let mut stored = stored.into_iter();
    let mut chosen = Vec::with_capacity(request.parts.len());
    for (at, named) in request.parts.iter().enumerate() {
        let missing = || Refusal::InvalidPart {
            upload: upload.id.clone(),
            number: named.number,
            e_tag: named.e_tag.trim_matches('"').to_owned(),
        };
        let found = stored.find(|(number, _)| i64::from(*number) >= named.number);
        let (number, part) = found.filter(|found| i64::from(found.0) == named.number).ok_or_else(missing)?;
        if named.e_tag.trim_matches('"') != object::hexadecimal(&part.md5) {
            return Err(missing());
        }
        check_checksum(upload, named, &part, missing)?;
        if part.size < MIN_PART && at + 1 < request.parts.len() {
            let e_tag = object::hexadecimal(&part.md5);
            return Err(Refusal::EntityTooSmall { number, proposed: part.size, e_tag });
        }
        chosen.push((number, part));
    }
    Ok(chosen)
}

fn check_checksum(
    upload: &Upload,
    named: &Named,
    part: &StoredPart,
    mismatch: impl Fn() -> Refusal,
) -> Result<(), Refusal> {
    let given = named.checksums.iter().find(|given| given.0 == upload.checksum_algorithm());
    match (given, upload.algorithm) {
        (Some((_, given)), _) if *given != part.checksum => Err(mismatch()),
        (None, Some(algorithm)) if upload.checksum_type == ChecksumType::Composite => Err(Refusal::InvalidRequest {
            message: format!(
                "The upload was created using a {} checksum. The complete request must include the checksum for each \
                 part. It was missing for part {} in the request.",
                algorithm.name().to_lowercase(),
                named.number
            ),
        }),
        _ => Ok(()),
    }
}

/// The object that consists of the parts.
fn join(engine: &S3, request: &Request, upload: &Upload, parts: &[(u16, StoredPart)]) -> Result<Object, Refusal> {
    let algorithm = upload.checksum_algorithm();
    let sums: Vec<_> = parts.iter().map(|(_, part)| (part.checksum.as_slice(), part.size)).collect();
    let checksum = Checksum::of_parts(algorithm, upload.checksum_type, &sums);
    let size = parts.iter().map(|(_, part)| part.size).sum();
    request.check_whole(upload, &checksum, size)?;
    let md5 = parts.iter().fold(Md5::new(), |md5, (_, part)| md5.chain_update(part.md5));
    Ok(Object {
        modified: engine.now(),
        size,
        e_tag: format!("{}-{}", object::hexadecimal(&md5.finalize()), parts.len()),
        pieces: parts.iter().map(|(_, part)| Piece { id: part.id, size: part.size }).collect(),
        parts: parts
            .iter()
            .map(|(number, part)| Part { number: *number, size: part.size, checksum: part.checksum.clone() })
            .collect(),
        checksum: Some(checksum),
        properties: upload.properties.clone(),
        tags: upload.tags.clone(),
    })
}

impl Request {
    /// Holds what the client says of the whole object against what came.
    fn check_whole(&self, upload: &Upload, checksum: &Checksum, size: u64) -> Result<(), Refusal> {
        let refused = |message: String| Err(Refusal::InvalidRequest { message });
        if let Some(expected) = self.size.filter(|expected| u64::try_from(*expected) != Ok(size)) {
            return refused(format!(
                "The provided 'x-amz-mp-object-size' header value {expected} does not match what was computed: {size}"
            ));
        }
        if let Some(kind) = self.checksum_type.as_ref().filter(|kind| *kind != upload.checksum_type.name()) {
            return refused(format!(
                "The upload was created using the {} checksum mode. The complete request must use the same checksum mode \
                 and not {kind}.",
                upload.checksum_type.name()
            ));
        }
        match &self.expected {
            Some((algorithm, _)) if *algorithm != checksum.algorithm => refused(format!(
                "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                checksum.algorithm.name().to_lowercase(),
                algorithm.name().to_lowercase()
            )),
            Some((algorithm, expected)) if *expected != checksum.value => Err(Refusal::BadDigest {
                name: algorithm.name(),
                expected: expected.clone(),
                calculated: checksum.value.clone(),
            }),
            _ => Ok(()),
        }
    }
}

fn reply(engine: &S3, request: &Request, object: &Object) -> Reply {
    let Request { bucket, key, .. } = request;
    let path: Vec<_> = key.split('/').map(|name| utf8_percent_encode(name, IN_PATHS).to_string()).collect();
    let location = format!("https://{bucket}.s3.{}.amazonaws.com/{}", engine.world().region(), path.join("/"));
    let mut reply = Map::from_iter([
        ("Location".to_owned(), location.into()),
        ("Bucket".to_owned(), bucket.as_str().into()),
        ("Key".to_owned(), key.as_str().into()),
        ("ETag".to_owned(), object::quoted(&object.e_tag).into()),
    ]);
    if let Some(checksum) = &object.checksum {
        checksum.tell(&mut reply);
    }
    reply.insert("ServerSideEncryption".to_owned(), "AES256".into());
    Reply::new(reply)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::testing::{Engine, json, merged, refused};

    const BIG: usize = 5 << 20;

    struct Begun {
        engine: Engine,
        upload: Value,
    }

    impl Begun {
        async fn new(create: Value) -> Self {
            let engine = Engine::with_bucket().await;
            let reply =
                engine.call("CreateMultipartUpload", merged(json!({"Bucket": "lake", "Key": "whole"}), create)).await;
            let upload = json!({"Bucket": "lake", "Key": "whole", "UploadId": reply["UploadId"]});
            Self { engine, upload }
        }

        fn with(&self, change: Value) -> Value {
            merged(self.upload.clone(), change)
        }

        async fn part(&self, number: u16, byte: u8, size: usize) -> Value {
            let part = self.with(json!({"PartNumber": number}));
            self.engine.send("UploadPart", part, &vec![byte; size]).await.unwrap().output
        }

        fn complete(&self, parts: &[(u16, &Value)]) -> Value {
            let parts: Vec<_> = parts
                .iter()
                .map(|(number, part)| {
                    let mut named = json!({"PartNumber": number});
                    for member in ["ETag", "ChecksumCRC32", "ChecksumSHA256", "ChecksumCRC64NVME"] {
                        if part[member].is_string() {
                            named[member] = part[member].clone();
                        }
                    }
                    named
                })
                .collect();
            self.with(json!({"MultipartUpload": {"Parts": parts}}))
        }
    }

    #[tokio::test]
    async fn parts_become_one_object_in_the_order_of_their_numbers() {
        let begun = Begun::new(json!({"ContentType": "text/csv", "Tagging": "a=b"})).await;
        let last = begun.part(7, b'c', 10).await;
        let first = begun.part(2, b'a', BIG).await;
        begun.part(3, b'x', 5).await;
        let second = begun.part(3, b'b', BIG + 1).await;
        let reply = begun
            .engine
            .call("CompleteMultipartUpload", begun.complete(&[(2, &first), (3, &second), (7, &last)]))
            .await;
        assert_eq!(
            (&reply["Location"], &reply["ChecksumType"]),
            (&json!("https://lake.s3.us-east-1.amazonaws.com/whole"), &json!("FULL_OBJECT"))
        );
        assert!(reply["ETag"].as_str().unwrap().ends_with("-3\""), "{reply}");
        let whole = begun.engine.get("whole").await;
        assert_eq!(whole, [vec![b'a'; BIG], vec![b'b'; BIG + 1], vec![b'c'; 10]].concat());
        begun.engine.put("same", &whole).await;
        let checksum = |key: &str| json!({"Bucket": "lake", "Key": key, "ChecksumMode": "ENABLED"});
        let (one, other) = (
            begun.engine.call("HeadObject", checksum("whole")).await,
            begun.engine.call("HeadObject", checksum("same")).await,
        );
        assert_eq!(one["ChecksumCRC64NVME"], other["ChecksumCRC64NVME"], "as if it had come in one piece");
        assert_eq!((&one["ContentType"], &one["TagCount"]), (&json!("text/csv"), &json!(1)));
        let part = json!({"Bucket": "lake", "Key": "whole", "PartNumber": 3});
        let answer = begun.engine.send("GetObject", part, b"").await.unwrap();
        assert_eq!((answer.bytes.len(), &answer.output["PartsCount"]), (BIG + 1, &json!(3)));
        let across = json!({"Bucket": "lake", "Key": "whole", "Range": format!("bytes={}-{}", BIG - 1, BIG)});
        assert_eq!(begun.engine.send("GetObject", across, b"").await.unwrap().bytes, b"ab");
        let gone = begun.engine.fail("ListParts", begun.upload.clone()).await;
        assert_eq!(gone.0, "NoSuchUpload");
        // A copy is one piece for its readers.
        let copied =
            begun.engine.call("CopyObject", json!({"Bucket": "lake", "Key": "copy", "CopySource": "lake/whole"})).await;
        assert_eq!(copied["CopyObjectResult"]["ETag"], other["ETag"]);
    }

    #[tokio::test]
    async fn a_composite_checksum_is_made_of_those_of_the_parts() {
        let begun = Begun::new(json!({"ChecksumAlgorithm": "SHA256"})).await;
        let (first, last) = (begun.part(1, b'a', BIG).await, begun.part(2, b'b', 1).await);
        let bare: Vec<_> = [&first, &last].map(|part| json!({"ETag": part["ETag"]})).into();
        let error = begun.engine.fail("CompleteMultipartUpload", begun.complete(&[(1, &bare[0]), (2, &bare[1])])).await;
        assert_eq!(
            error,
            refused(
                "InvalidRequest",
                "The upload was created using a sha256 checksum. The complete request must \
            include the checksum for each part. It was missing for part 1 in the request.",
                400
            )
        );
        let reply = begun.engine.call("CompleteMultipartUpload", begun.complete(&[(1, &first), (2, &last)])).await;
        assert!(reply["ChecksumSHA256"].as_str().unwrap().ends_with("=-2"), "{reply}");
        assert_eq!(reply["ChecksumType"], json!("COMPOSITE"));
        let asked = json!({"Bucket": "lake", "Key": "whole", "ObjectAttributes": ["Checksum", "ObjectParts", "ObjectSize", "ETag"]});
        let attributes = begun.engine.call("GetObjectAttributes", asked).await;
        assert_eq!(
            attributes["ObjectParts"]["Parts"],
            json!([{"PartNumber": 1, "Size": BIG, "ChecksumSHA256": first["ChecksumSHA256"]},
                {"PartNumber": 2, "Size": 1, "ChecksumSHA256": last["ChecksumSHA256"]}])
        );
        assert!(attributes["Checksum"]["ChecksumSHA256"].as_str().unwrap().ends_with('='), "{attributes}");
        let part = json!({"Bucket": "lake", "Key": "whole", "PartNumber": 2, "ChecksumMode": "ENABLED"});
        assert_eq!(begun.engine.call("HeadObject", part).await["ChecksumSHA256"], last["ChecksumSHA256"]);
    }

    #[tokio::test]
    async fn a_refused_request_answers_s3s_words_and_the_upload_stays() {
        let begun = Begun::new(json!({})).await;
        let (small, other) = (begun.part(1, b'a', 5).await, begun.part(2, b'b', 5).await);
        let code = async |members: Value| begun.engine.fail("CompleteMultipartUpload", members).await.0;
        assert_eq!(code(begun.complete(&[(1, &small), (2, &other)])).await, "EntityTooSmall");
        assert_eq!(code(begun.complete(&[(2, &other), (1, &small)])).await, "InvalidPartOrder");
        assert_eq!(code(begun.complete(&[(1, &small), (1, &small)])).await, "InvalidPartOrder");
        assert_eq!(code(begun.complete(&[(1, &other)])).await, "InvalidPart");
        assert_eq!(code(begun.complete(&[(3, &other)])).await, "InvalidPart");
        assert_eq!(code(begun.complete(&[])).await, "MalformedXML");
        assert_eq!(code(begun.upload.clone()).await, "MalformedXML");
        assert_eq!(code(merged(begun.complete(&[(2, &other)]), json!({"MpuObjectSize": 9}))).await, "InvalidRequest");
        assert_eq!(
            code(merged(begun.complete(&[(2, &other)]), json!({"ChecksumCRC64NVME": "AAAAAAAAAAA="}))).await,
            "BadDigest"
        );
        assert_eq!(code(merged(begun.complete(&[(2, &other)]), json!({"Key": "elsewhere"}))).await, "NoSuchUpload");
        begun.engine.call("CompleteMultipartUpload", begun.complete(&[(2, &other)])).await;
        assert_eq!(begun.engine.get("whole").await, b"bbbbb");
    }

    #[tokio::test]
    async fn parts_and_uploads_are_listed_until_they_are_aborted() {
        let begun = Begun::new(json!({"ChecksumAlgorithm": "CRC32"})).await;
        begun.engine.advance(1);
        let newer = begun.engine.call("CreateMultipartUpload", json!({"Bucket": "lake", "Key": "whole"})).await;
        begun.engine.call("CreateMultipartUpload", json!({"Bucket": "lake", "Key": "b/1"})).await;
        for number in [3, 1, 2] {
            begun.part(number, b'x', usize::from(number)).await;
        }
        let parts = begun.engine.call("ListParts", begun.with(json!({"MaxParts": 2}))).await;
        let numbers: Vec<_> =
            parts["Parts"].as_array().unwrap().iter().map(|part| part["PartNumber"].as_i64().unwrap()).collect();
        assert_eq!(
            (numbers, &parts["IsTruncated"], &parts["NextPartNumberMarker"]),
            (vec![1, 2], &json!(true), &json!(2))
        );
        assert_eq!(parts["Parts"][0]["ChecksumCRC32"].as_str().unwrap().len(), 8);
        let rest = begun.engine.call("ListParts", begun.with(json!({"PartNumberMarker": 2}))).await;
        assert_eq!((rest["Parts"].as_array().unwrap().len(), &rest["IsTruncated"]), (1, &json!(false)));

        let list = json!({"Bucket": "lake", "Delimiter": "/", "MaxUploads": 2});
        let first = begun.engine.call("ListMultipartUploads", list.clone()).await;
        assert_eq!(first["CommonPrefixes"], json!([{"Prefix": "b/"}]));
        assert_eq!(
            (&first["Uploads"][0]["UploadId"], &first["NextKeyMarker"]),
            (&begun.upload["UploadId"], &json!("whole"))
        );
        let next = merged(list, json!({"KeyMarker": "whole", "UploadIdMarker": first["NextUploadIdMarker"]}));
        let second = begun.engine.call("ListMultipartUploads", next).await;
        assert_eq!((&second["Uploads"][0]["UploadId"], &second["IsTruncated"]), (&newer["UploadId"], &json!(false)));

        begun.engine.call("AbortMultipartUpload", begun.upload.clone()).await;
        assert_eq!(begun.engine.fail("AbortMultipartUpload", begun.upload.clone()).await.0, "NoSuchUpload");
        let part = begun.with(json!({"PartNumber": 1}));
        assert_eq!(begun.engine.fail("UploadPart", part).await.0, "NoSuchUpload");
    }

    #[tokio::test]
    async fn parts_may_be_bytes_of_other_objects() {
        let begun = Begun::new(json!({})).await;
        begun.engine.put("digits", b"0123456789").await;
        let copy = |change| merged(begun.with(json!({"PartNumber": 1, "CopySource": "lake/digits"})), change);
        let reply = begun.engine.call("UploadPartCopy", copy(json!({"CopySourceRange": "bytes=2-4"}))).await;
        for range in ["bytes=2-", "bytes=0-10", "2-4"] {
            assert_eq!(
                begun.engine.fail("UploadPartCopy", copy(json!({"CopySourceRange": range}))).await.0,
                "InvalidArgument"
            );
        }
        begun.engine.call("CompleteMultipartUpload", begun.complete(&[(1, &reply["CopyPartResult"])])).await;
        assert_eq!(begun.engine.get("whole").await, b"234");
    }

    #[tokio::test]
    async fn algorithms_that_do_not_go_together_are_refused() {
        let begun = Begun::new(json!({"ChecksumAlgorithm": "SHA256"})).await;
        let error =
            begun.engine.fail("UploadPart", begun.with(json!({"PartNumber": 1, "ChecksumAlgorithm": "CRC32"}))).await;
        assert_eq!(
            error.1,
            "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32"
        );
        for (algorithm, kind) in [
            (json!("SHA256"), "FULL_OBJECT"),
            (json!("CRC64NVME"), "COMPOSITE"),
            (json!(null), "COMPOSITE"),
            (json!("SHA1"), "OTHER"),
        ] {
            let create = json!({"Bucket": "lake", "Key": "a", "ChecksumAlgorithm": algorithm, "ChecksumType": kind});
            assert_eq!(begun.engine.fail("CreateMultipartUpload", create).await.0, "InvalidRequest");
        }
        assert_eq!(
            begun.engine.fail("UploadPart", begun.with(json!({"PartNumber": 10_001}))).await.0,
            "InvalidArgument"
        );
    }
}
