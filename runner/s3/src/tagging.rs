//! Tags of objects and buckets: how they come, and S3's rules for them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>

use labs_world::{Document, Map};
use percent_encoding::percent_decode_str;

use crate::error::Refusal;
use crate::request::Members;

/// Name and value, in the order in which they were given.
pub(crate) type Tags = Vec<(String, String)>;

/// What is tagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tagged {
    Object,
    Bucket,
}

/// The tags of the member `Tagging` that is a header: `a=1&b=two%20words`.
pub(crate) fn of_header(members: &mut Members) -> Result<Tags, Refusal> {
    let Some(header) = members.text("Tagging")? else { return Ok(Tags::new()) };
    let refused = || Refusal::InvalidArgument {
        message:
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag \
                  name duplicates."
                .to_owned(),
        argument: "x-amz-tagging",
        value: header.clone(),
    };
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8().map(|text| text.into_owned()).map_err(|_| refused())
    };
    let mut tags = Tags::new();
    for pair in header.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        if tags.iter().any(|tag| tag.0 == name) {
            return Err(refused());
        }
        tags.push((name, value));
    }
    check(&tags, Tagged::Object)?;
    Ok(tags)
}

/// The tags of the member `Tagging` that is a structure.
pub(crate) fn of_structure(members: &mut Members, tagged: Tagged) -> Result<Tags, Refusal> {
    let mut tagging = members.structure("Tagging")?.ok_or(Refusal::MalformedXml)?;
    of_list(&mut tagging, "TagSet", tagged)
}

/// The tags of a list of structures.
pub(crate) fn of_list(members: &mut Members, member: &'static str, tagged: Tagged) -> Result<Tags, Refusal> {
    let mut tags = Tags::new();
    for mut tag in members.structures(member)?.unwrap_or_default() {
        let (name, value) = (tag.required("Key")?, tag.required("Value")?);
        if tags.iter().any(|tag| tag.0 == name) {
            return Err(Refusal::InvalidTag { message: "Cannot provide multiple Tags with the same key" });
        }
        tags.push((name, value));
    }
    check(&tags, tagged)?;
    Ok(tags)
}

/// The tags as a list of structures.
pub(crate) fn told(tags: &[(String, String)]) -> Document {
    let tag = |(name, value): &(String, String)| {
        Document::from(Map::from_iter([
            ("Key".to_owned(), name.as_str().into()),
            ("Value".to_owned(), value.as_str().into()),
        ]))
    };
    tags.iter().map(tag).collect::<Vec<_>>().into()
}

fn check(tags: &[(String, String)], tagged: Tagged) -> Result<(), Refusal> {
    match tagged {
        Tagged::Object if tags.len() > 10 => {
            return Err(Refusal::TooManyTags { message: "Object tags cannot be greater than 10" });
        }
        Tagged::Bucket if tags.len() > 50 => {
            return Err(Refusal::TooManyTags { message: "Bucket tag count cannot be greater than 50" });
        }
        _ => {}
    }
    for (name, value) in tags {
        if name.to_lowercase().starts_with("aws:") {
            return Err(Refusal::InvalidTag { message: "System tags cannot be added/updated by requester" });
        }
        if !(1..=128).contains(&name.chars().count()) || !name.chars().all(allowed) {
            return Err(Refusal::InvalidTag { message: "The TagKey you have provided is invalid" });
        }
        if value.chars().count() > 256 || !value.chars().all(allowed) {
            return Err(Refusal::InvalidTag { message: "The TagValue you have provided is invalid" });
        }
    }
    Ok(())
}

fn allowed(character: char) -> bool {
    character.is_alphanumeric() || character.is_whitespace() || "+-=._:/@".contains(character)
}
