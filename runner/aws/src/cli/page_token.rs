//! The `NextToken` that the AWS CLI makes of a page's position: base64 of JSON, with the service's token and how much of the
//! page was shown.
//!
//! Blobs inside a token (a binary key) travel as base64 with their places listed beside them. Tokens are the AWS CLI's own,
//! byte for byte, so that one made here is good there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use labs_world::{Document, Map};

use super::json;
use super::json_text::{Letters, quote};
use super::typed::to_base64;
use super::value::{Value, Values, python_float};

/// Where in a page to go on: not a member of any service.
pub(super) const TRUNCATED: &str = "boto_truncate_amount";
const BLOBS: &str = "boto_encoded_keys";

/// The token's text.
pub(super) fn encode(token: &Map) -> String {
    let mut blobs = Vec::new();
    let mut members: Vec<String> = token
        .iter()
        .map(|(name, value)| format!("{}: {}", quoted(name), text(value, &mut vec![quoted(name)], &mut blobs)))
        .collect();
    if !blobs.is_empty() {
        members.push(format!("\"{BLOBS}\": [{}]", blobs.join(", ")));
    }
    STANDARD.encode(format!("{{{}}}", members.join(", ")))
}

/// Python's `json.dumps`, collecting the places of blobs.
fn text(value: &Document, path: &mut Vec<String>, blobs: &mut Vec<String>) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Bool(flag) => flag.to_string(),
        Document::Integer(number) => number.to_string(),
        Document::Float(number) => python_float(*number),
        Document::String(text) => quoted(text),
        Document::Timestamp(instant) => quoted(&super::timestamps::shown(*instant)),
        Document::Blob(bytes) => {
            blobs.push(format!("[{}]", path.join(", ")));
            quoted(&to_base64(bytes))
        }
        Document::List(items) => {
            let mut shown = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                shown.push(text(item, path, blobs));
                path.pop();
            }
            format!("[{}]", shown.join(", "))
        }
        Document::Map(entries) => {
            let mut shown = Vec::with_capacity(entries.len());
            for (name, item) in entries {
                path.push(quoted(name));
                shown.push(format!("{}: {}", quoted(name), text(item, path, blobs)));
                path.pop();
            }
            format!("{{{}}}", shown.join(", "))
        }
    }
}

/// A JSON string in ASCII alone.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    quote(text, Letters::Escaped, &mut out);
    out
}

/// A token read back.
#[derive(Debug, PartialEq)]
pub(super) struct StartingToken {
    /// The service's tokens by input member; null where a page has none.
    pub(super) tokens: Values,
    /// How many items of the page have been shown.
    pub(super) shown: i128,
}

/// Reads a token; `None` where it is not one. Text that is no token of ours is the service's own token, as the AWS CLI has it.
pub(super) fn decode(token: &str, members: &[String]) -> Option<StartingToken> {
    let json =
        STANDARD.decode(token).ok().and_then(|it| String::from_utf8(it).ok()).and_then(|it| json::parse(&it).ok());
    match json {
        Some(Value::Map(mut tokens)) => {
            if let Some(Value::List(places)) = tokens.shift_remove(BLOBS) {
                for place in places {
                    decode_blob(&mut tokens, &place)?;
                }
            }
            let shown = match tokens.shift_remove(TRUNCATED) {
                Some(Value::Int(shown)) => shown,
                None => 0,
                Some(_) => return None,
            };
            Some(StartingToken { tokens, shown })
        }
        _ => old_style(token, members),
    }
}

fn decode_blob(tokens: &mut Values, place: &Value) -> Option<()> {
    let Value::List(steps) = place else { return None };
    let mut steps = steps.iter();
    let mut value = tokens.get_mut(steps.next()?.as_text()?)?;
    for step in steps {
        value = match (value, step) {
            (Value::Map(entries), Value::Text(name)) => entries.get_mut(name)?,
            (Value::List(items), Value::Int(index)) => items.get_mut(usize::try_from(*index).ok()?)?,
            _ => return None,
        };
    }
    let bytes = STANDARD.decode(value.as_text()?).ok()?;
    *value = Value::Bytes(Bytes::from(bytes));
    Some(())
}

/// `token___token___5`, from before tokens were JSON.
fn old_style(token: &str, members: &[String]) -> Option<StartingToken> {
    let mut parts: Vec<&str> = token.split("___").collect();
    let mut shown = 0;
    if parts.len() == members.len() + 1 {
        match parts.last().and_then(|it| super::numbers::python_int(it)) {
            Some(number) => {
                shown = number;
                parts.pop();
            }
            None => parts = vec![token],
        }
    }
    if parts.len() > members.len() {
        return None;
    }
    let part = |index: usize| match parts.get(index) {
        None | Some(&"None") => Value::Null,
        Some(part) => Value::Text((*part).to_owned()),
    };
    let tokens = members.iter().enumerate().map(|(index, name)| (name.clone(), part(index))).collect();
    Some(StartingToken { tokens, shown })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Vec<String> {
        vec!["ExclusiveStartKey".to_owned()]
    }

    /// The texts were made by botocore's `TokenEncoder`.
    #[test]
    fn tokens_are_botocores_byte_for_byte() {
        let token = Map::from_iter([
            ("ExclusiveStartKey".to_owned(), Document::Null),
            (TRUNCATED.to_owned(), Document::Integer(2)),
        ]);
        assert_eq!(encode(&token), "eyJFeGNsdXNpdmVTdGFydEtleSI6IG51bGwsICJib3RvX3RydW5jYXRlX2Ftb3VudCI6IDJ9");
        let key = |member: &str, value: Document| Document::Map(Map::from_iter([(member.to_owned(), value)]));
        let start = Map::from_iter([
            ("pk".to_owned(), key("B", Document::Blob(Bytes::from_static(b"hi")))),
            ("sk".to_owned(), key("S", Document::from("é\"😀"))),
        ]);
        let token = Map::from_iter([("ExclusiveStartKey".to_owned(), Document::Map(start))]);
        let json = String::from_utf8(STANDARD.decode(encode(&token)).unwrap()).unwrap();
        assert_eq!(
            json,
            r#"{"ExclusiveStartKey": {"pk": {"B": "aGk="}, "sk": {"S": "\u00e9\"\ud83d\ude00"}}, "boto_encoded_keys": [["ExclusiveStartKey", "pk", "B"]]}"#
        );
        let read = decode(&encode(&token), &members()).unwrap();
        assert_eq!(read.shown, 0);
        assert_eq!(
            Value::Map(read.tokens).python_repr(),
            "{'ExclusiveStartKey': {'pk': {'B': b'hi'}, 'sk': {'S': 'é\"😀'}}}"
        );
    }

    #[test]
    fn what_is_no_token_is_the_services_own_or_refused() {
        let read = decode("Music", &members()).unwrap();
        assert_eq!(read.tokens["ExclusiveStartKey"], Value::Text("Music".to_owned()));
        assert_eq!(decode("Music___3", &members()).unwrap().shown, 3);
        assert_eq!(decode("a___b___c", &members()), None);
    }
}
