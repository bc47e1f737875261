//! Page tokens: a number in a form that says whose it is and that nobody is tempted to make up.

use crate::refusal::Refusal;

/// The token for going on at `number` in `what`.
pub(super) fn write(what: &str, number: u64) -> String {
    format!("{number:016x}{:08x}", check(what, number))
}

/// The number in a token of `what`.
///
/// # Errors
/// [`Refusal::Token`] when it is none, or one of another thing.
pub(super) fn read(what: &str, token: String) -> Result<u64, Refusal> {
    let number = token.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok());
    match number {
        Some(number) if write(what, number) == token => Ok(number),
        _ => Err(Refusal::Token(token)),
    }
}

/// FNV-1a over both.
fn check(what: &str, number: u64) -> u32 {
    let bytes = what.bytes().chain(number.to_be_bytes());
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_belongs_to_one_thing() {
        let token = write("a", 77);
        assert_eq!(read("a", token.clone()).unwrap(), 77);
        for wrong in [token.clone(), String::new(), "x".repeat(24), "äöü".repeat(9), token.replace('4', "5")] {
            let refused = read("b", wrong.clone()).unwrap_err();
            assert_eq!(refused.to_string(), format!("Malformed nextPageToken {wrong}"));
        }
    }
}
