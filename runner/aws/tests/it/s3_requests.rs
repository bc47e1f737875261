//! Requests of S3 and STS as bytes: what they mean, and what is answered.

use std::sync::Arc;

use labs_aws::http::ServerConfig;
use labs_aws::sigv4::KeySet;
use labs_world::Document;

use crate::fake_s3::{FakeS3, Seen, boundary, text};
use crate::wire::{Answer, Server};

const SIGNED_FOR_S3: (&str, &str) = (
    "Authorization",
    "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00",
);

async fn start() -> (Server, Arc<FakeS3>) {
    let (boundary, s3) = boundary();
    (Server::of(boundary, ServerConfig::default()).await, s3)
}

/// A server that knows the keys of the recordings.
pub(crate) async fn start_with_keys() -> (Server, Arc<FakeS3>) {
    let (boundary, s3) = boundary();
    let keys = KeySet::new([("AKIDEXAMPLE".to_owned(), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned())]);
    (Server::of(boundary, ServerConfig { keys: Some(keys), ..ServerConfig::default() }).await, s3)
}

fn last(s3: &FakeS3) -> Seen {
    s3.seen.lock().unwrap().last().unwrap().clone()
}

/// The code of an error of S3.
pub(crate) fn code(answer: &Answer) -> String {
    let text = answer.text();
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    code.map_or_else(|| format!("none in {text}"), |(code, _)| code.to_owned())
}

/// Recorded from boto3 1.43.11 (put_object with a key that no path normalisation may touch, metadata and tags); without its
/// `Expect`, which is not signed.
const PUT: &[(&str, &str)] = &[
    ("Host", "localhost:18999"),
    ("Accept-Encoding", "identity"),
    ("x-amz-meta-Ab", "x y"),
    ("Content-Type", "text/plain"),
    ("x-amz-tagging", "k=v"),
    ("x-amz-checksum-crc32", "NhCmhg=="),
    ("x-amz-sdk-checksum-algorithm", "CRC32"),
    ("X-Amz-Date", "20261122T233117Z"),
    ("X-Amz-Content-SHA256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
    (
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/s3/aws4_request, SignedHeaders=content-type;host;\
         x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;x-amz-meta-ab;x-amz-sdk-checksum-algorithm;x-amz-tagging, \
         Signature=9f1e66175372d6c790be58a6649ea8d256959a9ee12f84c4e25e6d9ae1762b28",
    ),
];

#[tokio::test]
async fn an_upload_of_boto3_arrives_with_its_signature_its_key_and_its_checksum() {
    let (server, s3) = start_with_keys().await;
    let target = "/b1/a//b/../c%2Bd%20%C3%A9.txt";
    let answer = server.request("PUT", target, PUT, b"hello").await;
    assert_eq!((answer.status, answer.header("etag")), (200, "\"5\""), "{}", answer.text());
    assert_eq!((answer.header("x-amz-request-id").len(), answer.header("x-amz-id-2").len()), (16, 76));
    assert_eq!((answer.header("server"), answer.header("x-amzn-requestid")), ("AmazonS3", ""));
    let Seen { operation, input, access_key } = last(&s3);
    assert_eq!((operation.as_str(), access_key.as_deref()), ("PutObject", Some("AKIDEXAMPLE")));
    assert_eq!((text(&input, "Bucket"), text(&input, "Key")), ("b1".into(), "a//b/../c+d é.txt".into()));
    assert_eq!((text(&input, "ContentType"), text(&input, "Tagging")), ("text/plain".into(), "k=v".into()));
    assert_eq!((text(&input, "ChecksumAlgorithm"), text(&input, "ChecksumCRC32")), ("CRC32".into(), "NhCmhg==".into()));
    assert_eq!(text(input["Metadata"].as_map().unwrap(), "ab"), "x y");
    assert_eq!(input["ContentLength"], Document::Integer(5));
    // Whatever is signed, nothing else gets through.
    for (path, body, expected) in [
        ("/b1/a//b/../c%2Bd%20%C3%A8.txt", b"hello", "SignatureDoesNotMatch"),
        ("/b1/a/c%2Bd%20%C3%A9.txt", b"hello", "SignatureDoesNotMatch"),
        (target, b"hellO", "XAmzContentSHA256Mismatch"),
    ] {
        let answer = server.request("PUT", path, PUT, body).await;
        assert_eq!(code(&answer), expected);
        assert_eq!(answer.status, if expected.starts_with('S') { 403 } else { 400 });
    }
    let answer = server.request("PUT", target, &PUT[..9], b"hello").await;
    assert_eq!((answer.status, code(&answer).as_str()), (403, "AccessDenied"));
}

#[tokio::test]
async fn a_request_by_the_name_of_its_bucket_is_the_same() {
    let (server, s3) = start().await;
    for host in ["lake.localhost:4566", "lake.s3.localhost", "lake.s3.us-east-1.localhost:80"] {
        server.request("PUT", "/a%2Fb//c", &[("Host", host)], b"x").await;
        let seen = last(&s3);
        assert_eq!((text(&seen.input, "Bucket"), text(&seen.input, "Key")), ("lake".into(), "a/b//c".into()), "{host}");
        assert_eq!(server.request("GET", "/?list-type=2", &[("Host", host)], b"").await.status, 200);
        assert_eq!(last(&s3).operation, "ListObjectsV2");
    }
    assert_eq!(server.request("GET", "/", &[("Host", "..localhost")], b"").await.status, 501);
}

#[tokio::test]
async fn a_signed_get_of_the_root_lists_buckets_and_an_unsigned_one_is_the_health_answer() {
    let (server, _) = start().await;
    let answer = server.request("GET", "/", &[SIGNED_FOR_S3], b"").await;
    assert_eq!(answer.header("content-type"), "application/xml");
    assert_eq!(
        answer.text(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <Buckets><Bucket><Name>lake</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets>\
         </ListAllMyBucketsResult>"
    );
    assert!(server.request("GET", "/", &[], b"").await.text().starts_with("healthy: "));
    let answer = server.request("GET", "/b?location", &[], b"").await;
    assert!(answer.text().ends_with(
        "\n<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>"
    ));
}

#[tokio::test]
async fn answers_have_their_headers_and_statuses() {
    let (server, _) = start().await;
    server.request("PUT", "/b/k", &[], b"hello world").await;
    let answer = server.request("GET", "/b/k", &[], b"").await;
    assert_eq!((answer.status, answer.text().as_str(), answer.header("content-length")), (200, "hello world", "11"));
    assert_eq!(answer.header("last-modified"), "Thu, 01 Jan 2026 00:00:00 GMT");
    assert_eq!(answer.header("x-amz-meta-colour"), "blue");
    let answer = server.request("GET", "/b/k", &[("Range", "bytes=0-4")], b"").await;
    assert_eq!((answer.status, answer.text().as_str(), answer.header("content-range")), (206, "hello", "bytes 0-4/11"));
    let answer = server.request("GET", "/b/k", &[("If-None-Match", "\"11\"")], b"").await;
    assert_eq!((answer.status, answer.text().as_str(), answer.header("etag")), (304, "", "\"11\""));
    assert_eq!(server.request("DELETE", "/b/k", &[], b"").await.status, 204);
    let answer = server.request("GET", "/b/no%20such%3Ckey", &[], b"").await;
    assert_eq!((answer.status, code(&answer).as_str()), (404, "NoSuchKey"));
    let (id, host) = (answer.header("x-amz-request-id").to_owned(), answer.header("x-amz-id-2").to_owned());
    assert!(
        answer
            .text()
            .ends_with(&format!("<Key>no such&lt;key</Key><RequestId>{id}</RequestId><HostId>{host}</HostId></Error>"))
    );
}

#[tokio::test]
async fn an_answer_to_head_has_the_headers_and_no_body() {
    let (server, _) = start().await;
    server.request("PUT", "/b/k", &[], b"hello world").await;
    let mut stream = server.connect().await;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let requests = "HEAD /b/k HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /b/lost HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(requests.as_bytes()).await.unwrap();
    let mut came = String::new();
    stream.read_to_string(&mut came).await.unwrap();
    let came = came.to_ascii_lowercase();
    assert!(came.starts_with("http/1.1 200 ok\r\n") && came.contains("content-length: 11\r\n"), "{came}");
    assert!(came.contains("\r\n\r\nhttp/1.1 404 not found\r\n"), "{came}");
    assert!(came.ends_with("\r\n\r\n") && !came.contains("<error>"), "{came}");
}

/// Method, target, headers, status, code, words.
type Refused<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], u16, &'a str, &'a str);

#[tokio::test]
async fn what_is_not_here_is_refused_by_name_and_never_taken_for_something_else() {
    let (server, s3) = start().await;
    let rows: &[Refused<'_>] = &[
        ("GET", "/b?acl", &[], 501, "NotImplemented", "the operation GetBucketAcl of S3"),
        ("PUT", "/b/k?tagging", &[], 501, "NotImplemented", "PutObjectTagging"),
        ("PUT", "/b/k?uploadId=u", &[], 501, "NotImplemented", "PUT with the parameter `uploadId`"),
        ("GET", "/b/k?uploads", &[], 501, "NotImplemented", "the parameter `uploads`"),
        ("POST", "/b", &[("Content-Type", "multipart/form-data; boundary=x")], 501, "NotImplemented", "HTML form"),
        ("POST", "/b", &[], 405, "MethodNotAllowed", "<ResourceType>BUCKET</ResourceType>"),
        ("PATCH", "/b/k/l", &[], 405, "MethodNotAllowed", "<ResourceType>OBJECT</ResourceType>"),
        ("GET", "/b/%zz", &[], 400, "InvalidURI", "Couldn't parse"),
        ("GET", "/b/k?prefix=%", &[], 400, "InvalidURI", "Couldn't parse"),
        ("GET", "/b?list-type=2&max-keys=many", &[], 400, "InvalidArgument", "<ArgumentName>max-keys</ArgumentName>"),
    ];
    for (method, target, headers, status, expected, words) in rows {
        let answer = server.request(method, target, headers, b"").await;
        assert_eq!((answer.status, code(&answer).as_str()), (*status, *expected), "{method} {target}");
        assert!(answer.text().contains(words), "{}", answer.text());
    }
    assert!(s3.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn xml_is_read_by_the_model_and_hostile_xml_is_refused() {
    let (server, s3) = start().await;
    // Recorded from boto3 1.43.11.
    let body = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key>\
                <VersionId>1</VersionId></Object><Quiet>true</Quiet></Delete>";
    let checksum = [("x-amz-checksum-crc32", "4JoLhw=="), ("x-amz-sdk-checksum-algorithm", "CRC32")];
    let answer = server.request("POST", "/b1?delete", &checksum, body.as_bytes()).await;
    assert!(answer.text().ends_with(
        "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Deleted><Key>a&amp;b</Key></Deleted><Deleted>\
         <Key>c</Key><VersionId>1</VersionId></Deleted></DeleteResult>"
    ), "{}", answer.text());
    assert_eq!(last(&s3).input["Delete"].as_map().unwrap()["Quiet"], Document::Bool(true));
    let answer = server.request("POST", "/b1?delete", &[], body.as_bytes()).await;
    assert_eq!(code(&answer), "InvalidRequest");
    let bomb = "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><CreateBucketConfiguration><LocationConstraint>\
                &b;</LocationConstraint></CreateBucketConfiguration>";
    let deep = format!("<CreateBucketConfiguration>{}", "<Location>".repeat(100_000));
    for body in [bomb, &deep, "<Wrong/>", "<CreateBucketConfiguration>", "not xml", "\u{0}"] {
        let answer = server.request("PUT", "/b2", &[], body.as_bytes()).await;
        assert_eq!((answer.status, code(&answer).as_str()), (400, "MalformedXML"));
    }
    assert_eq!(server.request("PUT", "/b2", &[], b"").await.status, 200);
}

#[tokio::test]
async fn signatures_of_the_older_kind_are_refused_where_keys_are_known_and_let_in_where_not() {
    let older = "/b/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=x%3D&Expires=1";
    let (server, _) = start_with_keys().await;
    let answer = server.request("GET", older, &[], b"").await;
    assert_eq!((answer.status, code(&answer).as_str()), (400, "InvalidRequest"));
    assert!(answer.text().contains("Please use AWS4-HMAC-SHA256."), "{}", answer.text());
    let (server, s3) = start().await;
    assert_eq!(server.request("GET", older, &[], b"").await.status, 404);
    assert_eq!(last(&s3).access_key.as_deref(), Some("AKIDEXAMPLE"));
}

#[tokio::test]
async fn sts_speaks_the_query_protocol() {
    let (server, _) = start().await;
    let form = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    let body = b"Action=GetCallerIdentity&Version=2011-06-15";
    let answer = server.request("POST", "/", &[form], body).await;
    let id = answer.header("x-amzn-requestid").to_owned();
    assert_eq!((answer.status, id.len(), answer.header("content-type")), (200, 36, "text/xml"));
    assert_eq!(
        answer.text(),
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>{id}</RequestId>\
             </ResponseMetadata></GetCallerIdentityResponse>"
        )
    );
    let get = server.request("GET", "/?Action=GetCallerIdentity&Version=2011-06-15", &[], b"").await;
    assert_eq!(get.status, 200);
    for (body, status, expected) in [
        (&b"Action=AssumeRole&Version=2011-06-15"[..], 400, "ValidationError"),
        (b"Action=GetSessionToken&Version=2011-06-15", 400, "InvalidAction"),
        (b"Action=Dance&Version=2011-06-15", 400, "InvalidAction"),
        (b"Action=GetCallerIdentity&Version=1999-01-01", 400, "InvalidAction"),
        (b"Version=2011-06-15", 400, "MissingAction"),
        (b"Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/r&RoleSessionName=me", 403, "AccessDenied"),
    ] {
        let answer = server.request("POST", "/", &[form], body).await;
        assert_eq!((answer.status, code(&answer).as_str()), (status, expected), "{}", answer.text());
        assert!(answer.text().starts_with("<ErrorResponse xmlns="), "{}", answer.text());
    }
}
