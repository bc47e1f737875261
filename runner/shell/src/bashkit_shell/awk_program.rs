//! Writes the world's time and chance into an awk program, in place of the functions that would ask the host.
//!
//! bashkit's `systime()`, `srand()` and `strftime()` without a time read a clock that stands still. A small reading of
//! awk's tokens finds them outside strings and comments.

/// The program formats a time that it does not give, which would be the host's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`strftime` without a time would show another clock than the world's; write strftime(FORMAT, systime())")]
pub(crate) struct HostClock;

/// Whether a program calls what would have to be rewritten.
pub(crate) fn is_volatile(program: &str) -> bool {
    ["systime", "srand", "strftime"].iter().any(|name| program.contains(name))
}

/// The program with `systime()` and `srand()` replaced.
///
/// # Errors
/// [`HostClock`] for a call that would show another clock and cannot be rewritten.
pub(crate) fn fixed(program: &str, seconds: i64, mut seed: impl FnMut() -> u64) -> Result<String, HostClock> {
    if !is_volatile(program) {
        return Ok(program.to_owned());
    }
    let mut written = String::with_capacity(program.len());
    let mut rest = program;
    while let Some(first) = rest.chars().next() {
        let token = token(rest, first);
        let (text, after) = rest.split_at_checked(token).unwrap_or((rest, ""));
        match (text, arguments(after)) {
            ("systime", Some(call)) if call.count == 0 => {
                written.push_str(&seconds.to_string());
                rest = call.after;
            }
            ("srand", Some(call)) if call.count == 0 => {
                written.push_str(&format!("srand({})", seed()));
                rest = call.after;
            }
            ("strftime", Some(call)) if call.count < 2 => {
                return Err(HostClock);
            }
            _ => {
                written.push_str(text);
                rest = after;
            }
        }
    }
    Ok(written)
}

/// Length of the token at the start of `rest`: a name, a string, a comment, or one character.
fn token(rest: &str, first: char) -> usize {
    if first.is_ascii_alphabetic() || first == '_' {
        return rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    }
    match first {
        '"' => {
            let mut escaped = false;
            for (at, c) in rest.char_indices().skip(1) {
                match c {
                    '\\' if !escaped => escaped = true,
                    '"' if !escaped => return at + 1,
                    _ => escaped = false,
                }
            }
            rest.len()
        }
        '#' => rest.find('\n').unwrap_or(rest.len()),
        other => other.len_utf8(),
    }
}

/// The arguments of a call.
struct Arguments<'a> {
    count: usize,
    /// What follows the closing parenthesis.
    after: &'a str,
}

/// Reads `( … )` at the start of `rest`; `None` when no parenthesis opens there.
fn arguments(rest: &str) -> Option<Arguments<'_>> {
    let inside = rest.trim_start().strip_prefix('(')?;
    let (mut depth, mut commas, mut empty, mut at) = (1_usize, 0, true, 0);
    while let Some(first) = inside.get(at..).and_then(|rest| rest.chars().next()) {
        match first {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 1 => commas += 1,
            _ => {}
        }
        let length = token(inside.get(at..)?, first);
        at += length;
        if depth == 0 {
            return Some(Arguments { count: if empty { 0 } else { commas + 1 }, after: inside.get(at..)? });
        }
        empty &= first.is_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_seven(program: &str) -> Result<String, HostClock> {
        fixed(program, 7, || 9)
    }

    #[test]
    fn time_and_chance_are_written_into_the_program() {
        assert_eq!(
            at_seven("BEGIN { srand(); print systime( ), rand() }").unwrap(),
            "BEGIN { srand(9); print 7, rand() }"
        );
        assert_eq!(
            at_seven("BEGIN { print strftime(\"%F\", systime()) }").unwrap(),
            "BEGIN { print strftime(\"%F\", 7) }"
        );
    }

    #[test]
    fn strings_comments_and_longer_names_stay_as_they_are() {
        for program in [
            "BEGIN { print \"systime() \\\" srand()\" } # srand()",
            "{ my_systime(); srand(42) }",
            "systime",
            "\"srand()",
        ] {
            assert_eq!(at_seven(program).unwrap(), program);
        }
    }

    #[test]
    fn strftime_without_a_time_is_refused() {
        for program in ["BEGIN { print strftime() }", "BEGIN { print strftime(\"%F, %T\") }"] {
            assert!(at_seven(program).unwrap_err().to_string().contains("strftime(FORMAT, systime())"));
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]
        #[test]
        fn no_program_makes_the_reading_panic(program in "(srand|strftime|systime|[()\",#\\\\\\[\\] é\n]|[a-z]){0,40}") {
            let _ = at_seven(&program);
        }
    }
}
