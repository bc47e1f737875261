//! The calls that the commands are made of.

use bytes::Bytes;
use futures_util::stream;
use labs_world::{ByteStream, Document, Map, Reply, Timestamp};
use percent_encoding::percent_decode_str;

use crate::endpoint::Endpoint;
use crate::model::ServiceModel;

use super::super::calls::Caller;
use super::super::error::CliError;

/// S3 at an endpoint.
#[derive(Clone, Copy)]
pub(super) struct Client<'a> {
    endpoint: &'a dyn Endpoint,
    model: &'static ServiceModel,
}

/// What is known of an object from a listing or a HEAD.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) size: u64,
    pub(super) modified: Timestamp,
    pub(super) e_tag: Option<String>,
    pub(super) class: Option<String>,
}

/// One page of a listing.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) objects: Vec<Found>,
    pub(super) prefixes: Vec<String>,
    next: Option<String>,
}

impl<'a> Client<'a> {
    /// S3 there.
    pub(super) fn new(endpoint: &'a dyn Endpoint, model: &'static ServiceModel) -> Self {
        Self { endpoint, model }
    }

    /// One call.
    pub(super) async fn call(&self, operation: &str, input: Map, body: Option<Bytes>) -> Result<Reply, CliError> {
        let Some(operation) = self.model.operations.get(operation) else {
            let what = format!("the operation {operation} of S3");
            return Err(CliError::Unsupported { what, instead: "it has left the service's model" });
        };
        let caller = Caller { endpoint: self.endpoint, model: self.model, operation };
        let body: Option<ByteStream> = body.map(|bytes| {
            let whole: ByteStream = Box::pin(stream::iter([Ok(bytes)]));
            whole
        });
        caller.send(input, body).await
    }

    /// The page of a listing that begins at `token`.
    async fn page(&self, listing: &Listing<'_>, token: Option<String>) -> Result<Page, CliError> {
        let mut input = input([("Bucket", listing.bucket.into()), ("Prefix", listing.prefix.into())]);
        // Names come URL-encoded, because XML cannot hold all of them.
        input.insert("EncodingType".to_owned(), "url".into());
        for (member, text) in [("Delimiter", listing.delimiter), ("RequestPayer", listing.payer)] {
            if let Some(text) = text {
                input.insert(member.to_owned(), text.into());
            }
        }
        if let Some(size) = listing.page_size {
            input.insert("MaxKeys".to_owned(), size.into());
        }
        if let Some(token) = token {
            input.insert("ContinuationToken".to_owned(), token.into());
        }
        let output = self.call("ListObjectsV2", input, None).await?.output;
        let decoded = output.get("EncodingType").is_some();
        let name = |text: &str| if decoded { decode(text) } else { text.to_owned() };
        let object = |entry: &Document| {
            let entry = entry.as_map()?;
            let key = name(entry.get("Key")?.as_str()?);
            Some(found(key, entry.get("Size"), entry))
        };
        let prefix = |entry: &Document| Some(name(entry.as_map()?.get("Prefix")?.as_str()?));
        let list = |member: &str| output.get(member).and_then(Document::as_list).unwrap_or_default();
        Ok(Page {
            objects: list("Contents").iter().filter_map(object).collect(),
            prefixes: list("CommonPrefixes").iter().filter_map(prefix).collect(),
            next: text(&output, "NextContinuationToken"),
        })
    }

    /// All pages of a listing, one after the other.
    pub(super) async fn pages(&self, listing: &Listing<'_>, mut each: impl FnMut(Page)) -> Result<(), CliError> {
        let mut token = None;
        loop {
            let mut page = self.page(listing, token).await?;
            token = page.next.take();
            each(page);
            if token.is_none() {
                return Ok(());
            }
        }
    }

    /// All objects of a listing.
    pub(super) async fn objects(&self, listing: &Listing<'_>) -> Result<Vec<Found>, CliError> {
        let mut all = Vec::new();
        self.pages(listing, |page| all.extend(page.objects)).await?;
        Ok(all)
    }

    /// What is known of an object, with everything else that HEAD tells.
    pub(super) async fn head(&self, bucket: &str, key: &str, payer: Option<&str>) -> Result<(Found, Map), CliError> {
        let mut input = input([("Bucket", bucket.into()), ("Key", key.into())]);
        if let Some(payer) = payer {
            input.insert("RequestPayer".to_owned(), payer.into());
        }
        let output = self.call("HeadObject", input, None).await.map_err(|error| missing_key(error, key))?.output;
        Ok((found(key.to_owned(), output.get("ContentLength"), &output), output))
    }

    /// Deletes an object.
    pub(super) async fn delete(&self, bucket: &str, key: &str, payer: Option<&str>) -> Result<(), CliError> {
        let mut input = input([("Bucket", bucket.into()), ("Key", key.into())]);
        if let Some(payer) = payer {
            input.insert("RequestPayer".to_owned(), payer.into());
        }
        self.call("DeleteObject", input, None).await.map(|_| ())
    }
}

/// What is listed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Listing<'a> {
    pub(super) bucket: &'a str,
    pub(super) prefix: &'a str,
    pub(super) delimiter: Option<&'a str>,
    pub(super) page_size: Option<i64>,
    pub(super) payer: Option<&'a str>,
}

/// The members of an input.
pub(super) fn input<const N: usize>(members: [(&str, Document); N]) -> Map {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A text of a reply.
pub(super) fn text(members: &Map, name: &str) -> Option<String> {
    members.get(name).and_then(Document::as_str).map(str::to_owned)
}

fn found(key: String, size: Option<&Document>, members: &Map) -> Found {
    let modified = match members.get("LastModified") {
        Some(Document::Timestamp(instant)) => *instant,
        _ => Timestamp::from_millis(0),
    };
    Found {
        key,
        size: size.and_then(Document::as_i64).and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
        modified,
        e_tag: text(members, "ETag"),
        class: text(members, "StorageClass"),
    }
}

/// The AWS CLI puts words of its own to a 404 of HEAD, which has none.
fn missing_key(error: CliError, key: &str) -> CliError {
    match error {
        CliError::Service { operation, mut error } if error.code == "404" => {
            error.message = format!("Key \"{key}\" does not exist");
            CliError::Service { operation, error }
        }
        other => other,
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
