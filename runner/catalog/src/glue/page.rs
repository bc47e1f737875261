//! Pages of lists: a limit, and a token that says after which key the next page goes on.

use std::fmt::Write as _;

use labs_world::{Document, Map};

use super::members::Members;
use super::refusal::Refusal;

/// Which page is asked for.
pub(super) struct PageRequest {
    pub(super) after: Option<Vec<u8>>,
    pub(super) limit: usize,
}

impl PageRequest {
    /// Reads `NextToken` and `MaxResults`; without the latter a page has `default` items.
    pub(super) fn read(members: &mut Members, default: usize) -> Result<Self, Refusal> {
        let after = match members.text("NextToken")? {
            None => None,
            Some(token) => Some(key(&token).ok_or(Refusal::NextToken(token))?),
        };
        Ok(Self { after, limit: members.limit("MaxResults", default)? })
    }

    /// The key after which the page begins, where keys are texts.
    pub(super) fn after_text(&self) -> Result<Option<String>, Refusal> {
        let text = |key: &Vec<u8>| String::from_utf8(key.clone()).map_err(|_| Refusal::NextToken(token(key)));
        self.after.as_ref().map(text).transpose()
    }

    /// The items of the page under `member`, and the token when more follow.
    pub(super) fn reply(
        &self,
        member: &str,
        mut items: impl Iterator<Item = Result<(Vec<u8>, Document), Refusal>>,
    ) -> Result<Map, Refusal> {
        let (mut shown, mut last) = (Vec::new(), None);
        while shown.len() < self.limit {
            let Some(item) = items.next() else { break };
            let (key, item) = item?;
            shown.push(item);
            last = Some(key);
        }
        let mut reply = Map::from_iter([(member.to_owned(), Document::List(shown))]);
        if let (Some(last), Some(next)) = (last, items.next()) {
            next?;
            reply.insert("NextToken".to_owned(), token(&last).into());
        }
        Ok(reply)
    }
}

fn token(key: &[u8]) -> String {
    key.iter().fold(String::from("k"), |mut token, byte| {
        // Writing into a String cannot fail.
        let _ = write!(token, "{byte:02x}");
        token
    })
}

fn key(token: &str) -> Option<Vec<u8>> {
    let digits = token.strip_prefix('k').filter(|digits| digits.is_ascii() && digits.len() % 2 == 0)?;
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}
