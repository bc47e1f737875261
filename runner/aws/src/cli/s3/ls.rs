//! `aws s3 ls`: buckets, or what is below a prefix, a line each.

use labs_world::{Document, Timestamp};

use super::super::error::CliError;
use super::super::run::Printed;
use super::Session;
use super::client::{Listing, Page, input, text};
use super::line::Line;
use super::location::Location;
use super::size::human_readable;

/// Runs it.
pub(super) async fn run(session: &Session<'_>, line: &Line) -> Result<Printed, CliError> {
    let path = line.paths.first().map_or("", String::as_str);
    let path = path.strip_prefix("s3://").unwrap_or(path);
    let (bucket, key) = match Location::read(&format!("s3://{path}")) {
        Location::S3 { bucket, key } => (bucket, key),
        _ => (String::new(), String::new()),
    };
    let mut list = List { line, text: String::new(), objects: 0, bytes: 0, anything: false };
    if bucket.is_empty() {
        buckets(session, &mut list).await?;
    } else {
        let listing = Listing {
            bucket: &bucket,
            prefix: &key,
            delimiter: (!line.has("--recursive")).then_some("/"),
            page_size: line.number("--page-size"),
            payer: line.value("--request-payer"),
        };
        session.client.pages(&listing, |page| list.page(&page)).await?;
    }
    list.summary();
    let mut printed = Printed::text(list.text);
    // A key that leads to nothing is a failure, an empty bucket is not.
    printed.status = i32::from(!list.anything && !key.is_empty());
    Ok(printed)
}

async fn buckets(session: &Session<'_>, list: &mut List<'_>) -> Result<(), CliError> {
    let mut token = None;
    loop {
        let mut asked = input([]);
        for (option, member) in [("--bucket-name-prefix", "Prefix"), ("--bucket-region", "BucketRegion")] {
            if let Some(value) = list.line.value(option) {
                asked.insert(member.to_owned(), value.into());
            }
        }
        if let Some(size) = list.line.number("--page-size") {
            asked.insert("MaxBuckets".to_owned(), size.into());
        }
        if let Some(token) = token {
            asked.insert("ContinuationToken".to_owned(), Document::String(token));
        }
        let reply = session.client.call("ListBuckets", asked, None).await?.output;
        for bucket in reply.get("Buckets").and_then(Document::as_list).unwrap_or_default() {
            let Some(bucket) = bucket.as_map() else { continue };
            let created = match bucket.get("CreationDate") {
                Some(Document::Timestamp(instant)) => *instant,
                _ => Timestamp::from_millis(0),
            };
            let name = text(bucket, "Name").unwrap_or_default();
            list.text.push_str(&format!("{} {name}\n", time(created)));
        }
        token = text(&reply, "ContinuationToken");
        if token.is_none() {
            return Ok(());
        }
    }
}

struct List<'a> {
    line: &'a Line,
    text: String,
    objects: u64,
    bytes: u64,
    anything: bool,
}

impl List<'_> {
    fn page(&mut self, page: &Page) {
        self.anything |= !page.objects.is_empty() || !page.prefixes.is_empty();
        for prefix in &page.prefixes {
            let name = prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            self.text.push_str(&format!("{:>30} {name}/\n", "PRE"));
        }
        for object in &page.objects {
            self.objects += 1;
            self.bytes += object.size;
            let whole = self.line.has("--recursive");
            let name = if whole { &object.key } else { object.key.rsplit('/').next().unwrap_or(&object.key) };
            let (time, size) = (time(object.modified), self.size(object.size));
            self.text.push_str(&format!("{time} {size:>10} {name}\n"));
        }
    }

    fn size(&self, bytes: u64) -> String {
        if self.line.has("--human-readable") { human_readable(bytes) } else { bytes.to_string() }
    }

    fn summary(&mut self) {
        if self.line.has("--summarize") {
            let size = self.size(self.bytes);
            self.text.push_str(&format!("\nTotal Objects: {}\n   Total Size: {size}\n", self.objects));
        }
    }
}

/// `2026-01-31 12:00:00`, in UTC.
fn time(instant: Timestamp) -> String {
    let whole = Timestamp::from_millis(instant.as_millis() - instant.as_millis().rem_euclid(1000)).to_string();
    whole.trim_end_matches('Z').replace('T', " ")
}
