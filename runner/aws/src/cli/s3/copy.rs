//! Copies from bucket to bucket, which S3 makes by itself: in one call below 8 MiB, in parts from there on.

use labs_world::{Document, Map};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::{Client, input, text};
use super::properties::Properties;
use super::transfer::Failure;
use super::upload::{Multipart, PART, completed, part_size};

/// What stays as it is in a copy's source.
const IN_SOURCES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// A copy that is to be made.
pub(super) struct Copy<'a> {
    pub(super) client: Client<'a>,
    pub(super) properties: &'a Properties,
    /// Bucket and key of the source.
    pub(super) from: (&'a str, &'a str),
    pub(super) size: u64,
    /// Bucket and key of the copy.
    pub(super) to: (&'a str, &'a str),
    pub(super) payer: Option<&'a str>,
}

impl Copy<'_> {
    /// Makes it.
    pub(super) async fn run(&self) -> Result<(), Failure> {
        let place = input([("Bucket", self.to.0.into()), ("Key", self.to.1.into())]);
        if self.size < PART {
            let mut input = place;
            input.extend(self.properties.of_copy());
            input.insert("CopySource".to_owned(), self.source());
            self.client.call("CopyObject", input, None).await?;
            return Ok(());
        }
        let (_, source) = self.client.head(self.from.0, self.from.1, self.payer).await?;
        let mut begin = place.clone();
        begin.extend(self.properties.of_copy_in_parts(&source));
        if let Some(tags) = self.tags(&source).await? {
            begin.insert("Tagging".to_owned(), tags.into());
        }
        let reply = self.client.call("CreateMultipartUpload", begin, None).await?.output;
        let multipart = Multipart { client: self.client, place, id: text(&reply, "UploadId") };
        let sent = self.send_parts(&multipart, text(&source, "ETag")).await;
        multipart.end(sent).await
    }

    async fn send_parts(&self, multipart: &Multipart<'_>, e_tag: Option<String>) -> Result<Vec<Document>, Failure> {
        let part = part_size(Some(self.size));
        let (mut parts, mut start) = (Vec::new(), 0);
        while start < self.size {
            let number = parts.len() + 1;
            let last = (start + part).min(self.size) - 1;
            let mut input = multipart.part(number);
            input.insert("CopySource".to_owned(), self.source());
            input.insert("CopySourceRange".to_owned(), format!("bytes={start}-{last}").into());
            if let Some(e_tag) = &e_tag {
                input.insert("CopySourceIfMatch".to_owned(), e_tag.as_str().into());
            }
            let reply = self.client.call("UploadPartCopy", input, None).await?.output;
            let result = reply.get("CopyPartResult").and_then(Document::as_map).cloned().unwrap_or_default();
            parts.push(completed(number, &result));
            start += part;
        }
        Ok(parts)
    }

    /// The tags of the source as a header carries them.
    async fn tags(&self, source: &Map) -> Result<Option<String>, Failure> {
        if source.get("TagCount").and_then(Document::as_i64).unwrap_or_default() == 0 {
            return Ok(None);
        }
        let asked = input([("Bucket", self.from.0.into()), ("Key", self.from.1.into())]);
        let reply = self.client.call("GetObjectTagging", asked, None).await?.output;
        let encode = |text: String| utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
        let tag = |tag: &Document| {
            let tag = tag.as_map()?;
            Some(format!("{}={}", encode(text(tag, "Key")?), encode(text(tag, "Value")?)))
        };
        let set = reply.get("TagSet").and_then(Document::as_list).unwrap_or_default();
        Ok(Some(set.iter().filter_map(tag).collect::<Vec<_>>().join("&")))
    }

    fn source(&self) -> Document {
        let key = utf8_percent_encode(self.from.1, IN_SOURCES);
        format!("{}/{key}", self.from.0).into()
    }
}
