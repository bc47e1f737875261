//! The `%` directives of `date +FORMAT`, in the C locale.
//!
//! Each directive is written by jiff, except those whose meaning there is not that of GNU date; a directive that neither
//! knows is refused instead of being printed as it stands.

use jiff::Zoned;

/// A directive that `date` does not write here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`%{0}` is not supported in a format of a console step")]
pub(crate) struct FormatError(String);

/// Writes `time` in `format`.
pub(crate) fn format(format: &str, time: &Zoned) -> Result<String, FormatError> {
    let mut written = String::new();
    let mut rest = format;
    while let Some((plain, directive)) = rest.split_once('%') {
        written.push_str(plain);
        let end = directive.find(|c: char| c.is_ascii_alphabetic() || c == '%').map_or(directive.len(), |at| at + 1);
        let (directive, after) = directive.split_at_checked(end).unwrap_or((directive, ""));
        written.push_str(&write(directive, time)?);
        rest = after;
    }
    written.push_str(rest);
    Ok(written)
}

fn write(directive: &str, time: &Zoned) -> Result<String, FormatError> {
    let composite = match directive {
        "%" => return Ok("%".to_owned()),
        "n" => return Ok("\n".to_owned()),
        "t" => return Ok("\t".to_owned()),
        "s" => return Ok(time.timestamp().as_second().to_string()),
        "c" => Some("%a %b %e %H:%M:%S %Y"),
        "x" | "D" => Some("%m/%d/%y"),
        "X" | "T" => Some("%H:%M:%S"),
        "r" => Some("%I:%M:%S %p"),
        "F" => Some("%Y-%m-%d"),
        "R" => Some("%H:%M"),
        "h" => Some("%b"),
        _ => None,
    };
    if let Some(composite) = composite {
        return format(composite, time);
    }
    if let Some(width) = directive.strip_suffix('N') {
        return fraction(width, time).ok_or_else(|| FormatError(directive.to_owned()));
    }
    let known = directive.ends_with(|c| "aAbBCdeGgHIjklmMpPSuUVwWyYzZ".contains(c));
    let flags_fit = directive.trim_end_matches(|c: char| c.is_ascii_alphabetic()).chars().all(|c| "-_0^#:".contains(c));
    if !known || !flags_fit || directive.chars().filter(char::is_ascii_alphabetic).count() != 1 {
        return Err(FormatError(directive.to_owned()));
    }
    jiff::fmt::strtime::format(format!("%{directive}"), time).map_err(|_| FormatError(directive.to_owned()))
}

/// `%N`, `%3N`: the first digits of the nanoseconds.
fn fraction(width: &str, time: &Zoned) -> Option<String> {
    let digits = format!("{:09}", time.subsec_nanosecond());
    match width {
        "" => Some(digits),
        width => digits.get(..width.parse::<usize>().ok().filter(|width| (1..=9).contains(width))?).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Zoned {
        "2026-01-01T09:05:07.125Z".parse::<jiff::Timestamp>().unwrap().to_zoned(jiff::tz::TimeZone::UTC)
    }

    #[test]
    fn directives_are_those_of_gnu_date_in_the_c_locale() {
        for (directive, expected) in [
            ("%Y-%m-%d %H:%M:%S", "2026-01-01 09:05:07"),
            ("%F %T %R %D", "2026-01-01 09:05:07 09:05 01/01/26"),
            ("%c|%x|%X|%r", "Thu Jan  1 09:05:07 2026|01/01/26|09:05:07|09:05:07 AM"),
            ("%s.%3N %N", "1767258307.125 125000000"),
            ("%a %A %b %B %h", "Thu Thursday Jan January Jan"),
            ("%j %u %w %V %G %C %y", "001 4 4 01 2026 20 26"),
            ("%e|%k|%l|%I|%p|%P", " 1| 9| 9|09|AM|am"),
            ("%-d %_d %-H %^a", "1  1 9 THU"),
            ("%z %:z %Z", "+0000 +00:00 UTC"),
            ("100%% %n%t.", "100% \n\t."),
        ] {
            assert_eq!(format(directive, &at()).unwrap(), expected, "{directive}");
        }
    }

    #[test]
    fn an_unknown_directive_is_refused_by_name() {
        for directive in ["%Q", "%Ey", "%10Y", "%f", "%", "%é"] {
            assert!(format(directive, &at()).is_err(), "{directive}");
        }
    }
}
