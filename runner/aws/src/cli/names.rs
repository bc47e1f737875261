//! From AWS's member and operation names to the command line's: `SSESpecification` becomes `sse-specification`.
//!
//! The rules are botocore's, word for word in effect: a plural acronym at the end stays together (`GlobalTableARNs`), a
//! capital followed by small letters starts a word, and so does a capital after a small letter or a digit. botocore also lists
//! exceptions by name; all of them are of services that labs does not have (WhatsApp's, iSCSI's), and a new model brings its own.

/// The command line's name of an operation, a member or a waiter.
pub(super) fn kebab(name: &str) -> String {
    if name.contains('-') {
        return name.to_owned();
    }
    let chars: Vec<char> = split_plural_acronym(name).chars().collect();
    let chars = hyphenate_capitalised_words(&chars);
    let mut out = String::with_capacity(chars.len() + 8);
    let mut before: Option<char> = None;
    for char in chars {
        if char.is_ascii_uppercase() && before.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit()) {
            out.push('-');
        }
        out.extend(char.to_lowercase());
        before = Some(char);
    }
    out
}

/// `GatewayARNs` to `Gateway-arns`.
fn split_plural_acronym(name: &str) -> String {
    let Some(stem) = name.strip_suffix('s') else { return name.to_owned() };
    let head = stem.trim_end_matches(|char: char| char.is_ascii_uppercase());
    let acronym = stem.strip_prefix(head).unwrap_or_default();
    if acronym.len() < 2 { name.to_owned() } else { format!("{head}-{}s", acronym.to_lowercase()) }
}

/// A hyphen before each capital that small letters follow, unless it opens the name. Words are taken from left to right and a
/// word's letters are spent, so that the letter before a hyphen is never one that a hyphen was already put behind.
fn hyphenate_capitalised_words(chars: &[char]) -> Vec<char> {
    let mut out = Vec::with_capacity(chars.len() + 8);
    let mut index = 0;
    while let Some(&char) = chars.get(index) {
        let capital = chars.get(index + 1).copied().filter(char::is_ascii_uppercase);
        let small = chars.get(index + 2).is_some_and(char::is_ascii_lowercase);
        out.push(char);
        index += 1;
        if let (Some(capital), true) = (capital, small) {
            out.push('-');
            out.push(capital);
            index += 1;
            while let Some(&letter) = chars.get(index).filter(|it| it.is_ascii_lowercase()) {
                out.push(letter);
                index += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_as_botocore_cuts_them() {
        let cases = [
            ("TableName", "table-name"),
            ("SSESpecification", "sse-specification"),
            ("KMSMasterKeyId", "kms-master-key-id"),
            ("ListTagsOfResource", "list-tags-of-resource"),
            ("GatewayARNs", "gateway-arns"),
            ("ListWebACLs", "list-web-acls"),
            ("S3BucketSource", "s3-bucket-source"),
            ("IPv6Address", "i-pv6-address"),
            ("ACLs", "-acls"),
            ("already-cut", "already-cut"),
            ("", ""),
            ("A", "a"),
        ];
        for (name, cut) in cases {
            assert_eq!(kebab(name), cut, "{name}");
        }
    }
}
