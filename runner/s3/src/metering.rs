//! What S3 reports to the world's meter: requests by their tier, and storage by the hour.
//!
//! Usage types are spelled as in AWS's bills. Refused requests cost what others cost, except those that fail through no fault of
//! the caller's and those without permission; deleting is free. Requests about objects of other classes than Standard have types
//! of their own, which begin with the class, because they have prices of their own. Data transfer is not counted: nothing leaves
//! this machine. Storage is the size of the objects and of the parts of unfinished uploads, without the few bytes that AWS adds
//! for names, in whole megabytes: AWS bills the time that has passed, and the started hour of a lab's few kilobytes would be on
//! every bill for no time at all.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html>

use labs_world::meter::{Meter, Quantity};
use labs_world::{Document, Reply, Timestamp};

use crate::bucket::Stored;
use crate::error::Refusal;
use crate::object::StorageClass;

/// Storage is counted in whole ones of these bytes.
const MEGABYTE: u64 = 1 << 20;

/// What a request is billed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    /// PUT, COPY, POST and LIST.
    One,
    /// GET and all others.
    Two,
    /// DELETE and aborting.
    Free,
}

/// Reports one request of a client, with the storage class that it asked for, by what came of it.
pub(crate) fn request(meter: &Meter, tier: Tier, asked: Option<StorageClass>, result: &Result<Reply, Refusal>) {
    let class = match result {
        Ok(reply) => {
            reply.output.get("StorageClass").and_then(Document::as_str).and_then(StorageClass::of_name).or(asked)
        }
        Err(refused) if refused.status() >= 500 || matches!(refused, Refusal::AccessDenied) => return,
        Err(_) => asked,
    };
    requests(meter, tier, class.unwrap_or_default(), 1);
}

/// Reports `number` requests about objects of a class.
pub(crate) fn requests(meter: &Meter, tier: Tier, class: StorageClass, number: u64) {
    let tier = match tier {
        Tier::One => "Tier1",
        Tier::Two => "Tier2",
        Tier::Free => return,
    };
    let usage_type = match class.in_bills() {
        None => format!("Requests-{tier}"),
        Some(class) => format!("Requests-{class}-{tier}"),
    };
    meter.record("s3", &usage_type, Quantity::whole(number));
}

/// From `at` on, a bucket costs what it stores. A meter that knows already (it was restored together with the store) hears the
/// same again.
///
/// Call it in the transaction that changes what is stored: only there do changes reach the meter in their order.
pub(crate) fn stand(meter: &Meter, bucket: &str, stored: &Stored, at: Timestamp) {
    for &class in StorageClass::ALL {
        let id = format!("s3/{bucket}/{}", class.name());
        let bytes = stored.bytes(class);
        let quantity = Quantity::gigabytes(bytes - bytes % MEGABYTE);
        let usage_type = match class.in_bills() {
            None => "TimedStorage-ByteHrs".to_owned(),
            Some(class) => format!("TimedStorage-{class}-ByteHrs"),
        };
        if quantity == Quantity::default() {
            meter.end(&id, at).ok();
        } else if meter.change(&id, quantity, at).is_err() {
            meter.stand(&id, "s3", &usage_type, quantity, at).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use labs_world::meter::Quantity;

    use crate::testing::{Engine, json};

    fn used(engine: &Engine, usage_type: &str) -> Quantity {
        let world = engine.world();
        world.meter().usage(world.clock().now()).of("s3", usage_type)
    }

    #[tokio::test]
    async fn requests_are_counted_by_their_tier() {
        let engine = Engine::with_objects(&["a", "b"]).await;
        engine.call("ListObjectsV2", json!({"Bucket": "lake"})).await;
        assert_eq!(used(&engine, "Requests-Tier1"), Quantity::whole(4), "a bucket, two objects, a list");
        engine.get("a").await;
        engine.fail("HeadObject", json!({"Bucket": "lake", "Key": "none"})).await;
        assert_eq!(used(&engine, "Requests-Tier2"), Quantity::whole(2), "what is not found is paid for too");
        engine.call("DeleteObject", json!({"Bucket": "lake", "Key": "a"})).await;
        engine.fail("GetObject", json!({"Bucket": "lake", "Key": "b", "ExpectedBucketOwner": "999999999999"})).await;
        engine.fail("PutObject", json!({"Bucket": "lake", "Key": "b", "SSEKMSKeyId": "x"})).await;
        assert_eq!(
            (used(&engine, "Requests-Tier1"), used(&engine, "Requests-Tier2")),
            (Quantity::whole(4), Quantity::whole(2))
        );
        let put = json!({"Bucket": "lake", "Key": "c", "StorageClass": "STANDARD_IA"});
        engine.call("PutObject", put).await;
        engine.get("c").await;
        assert_eq!(
            (used(&engine, "Requests-SIA-Tier1"), used(&engine, "Requests-SIA-Tier2")),
            (Quantity::whole(1), Quantity::whole(1))
        );
    }

    #[tokio::test]
    async fn other_engines_pay_for_what_they_read_and_write() {
        let engine = Engine::with_bucket().await;
        engine.service.write("lake", "a", "x".into(), "text/csv").await.unwrap();
        engine.service.list("lake", "").unwrap();
        engine.service.head("lake", "a").await.unwrap();
        engine.service.read("lake", "a", 0..1).await.unwrap();
        assert_eq!(
            (used(&engine, "Requests-Tier1"), used(&engine, "Requests-Tier2")),
            (Quantity::whole(3), Quantity::whole(2))
        );
    }

    #[tokio::test]
    async fn storage_is_counted_by_the_hour_in_whole_megabytes() {
        let engine = Engine::with_bucket().await;
        let hours = |megabytes: u64, hours| Quantity::gigabytes(megabytes << 20).times(hours);
        engine.put("a", &vec![0; (3 << 20) - 1]).await;
        engine.advance(2 * 3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), hours(2, 2));
        engine.put("a", b"small").await;
        let upload = engine.call("CreateMultipartUpload", json!({"Bucket": "lake", "Key": "b"})).await;
        let part = json!({"Bucket": "lake", "Key": "b", "UploadId": upload["UploadId"], "PartNumber": 1});
        engine.send("UploadPart", part, &vec![0; 1 << 20]).await.unwrap();
        engine.advance(3600);
        assert_eq!(
            used(&engine, "TimedStorage-ByteHrs"),
            hours(2, 2).plus(hours(1, 1)),
            "parts of uploads are stored too"
        );
        engine
            .call("AbortMultipartUpload", json!({"Bucket": "lake", "Key": "b", "UploadId": upload["UploadId"]}))
            .await;
        engine.advance(3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), hours(2, 2).plus(hours(1, 1)));
    }

    #[tokio::test]
    async fn a_world_that_is_opened_again_counts_what_it_stores() {
        let folder = tempfile::tempdir().unwrap();
        {
            let engine = Engine::in_folder(folder.path());
            engine.call("CreateBucket", json!({"Bucket": "lake"})).await;
            engine.put("a", &vec![0; 1 << 20]).await;
        }
        let engine = Engine::in_folder(folder.path());
        assert_eq!(
            used(&engine, "TimedStorage-ByteHrs"),
            Quantity::gigabytes(1 << 20),
            "the hour that has been started"
        );
    }
}
