//! `--include` and `--exclude`: of the patterns that match, the last one on the line decides.

use super::line::Line;

/// The patterns of a line.
#[derive(Debug, Default)]
pub(super) struct Filter(Vec<(Verdict, Vec<char>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Include,
    Exclude,
}

impl Filter {
    /// Takes them from a line.
    pub(super) fn read(line: &Line) -> Self {
        let pattern = |(name, pattern): (&str, &str)| {
            let verdict = if name == "--include" { Verdict::Include } else { Verdict::Exclude };
            (verdict, pattern.chars().collect())
        };
        Self(line.in_order(&["--include", "--exclude"]).map(pattern).collect())
    }

    /// Whether what has this path below the folder or prefix is chosen.
    pub(super) fn chooses(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let last = self.0.iter().rev().find(|(_, pattern)| matches(pattern, &path));
        last.is_none_or(|(verdict, _)| *verdict == Verdict::Include)
    }
}

/// Python's `fnmatch`: `*` stands for anything, slashes too, `?` for one character, `[a-c]` and `[!a-c]` for one of a set.
fn matches(pattern: &[char], text: &[char]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Where to go on when what follows the last star does not fit: the star takes one more character.
    let mut star: Option<(usize, usize)> = None;
    loop {
        let fits = match (pattern.get(at), text.get(read)) {
            (None, None) => return true,
            (Some('*'), _) => {
                star = Some((at + 1, read));
                at += 1;
                continue;
            }
            (Some('?'), Some(_)) => Some(at + 1),
            (Some('['), Some(character)) => match set(pattern, at) {
                Some((true_for, end)) => true_for(*character).then_some(end),
                None => (*character == '[').then_some(at + 1),
            },
            (Some(wanted), Some(character)) => (wanted == character).then_some(at + 1),
            _ => None,
        };
        match (fits, star) {
            (Some(next), _) => {
                at = next;
                read += 1;
            }
            (None, Some((after, taken))) if taken < text.len() => {
                star = Some((after, taken + 1));
                at = after;
                read = taken + 1;
            }
            (None, _) => return false,
        }
    }
}

/// The set that begins at `at`, and where it ends; `None` when the bracket is never closed and stands for itself.
fn set(pattern: &[char], at: usize) -> Option<(impl Fn(char) -> bool, usize)> {
    let rest = pattern.get(at + 1..)?;
    let negated = rest.first() == Some(&'!');
    let body = rest.get(usize::from(negated)..)?;
    // A bracket that stands first is a member.
    let length = body.iter().skip(1).position(|character| *character == ']')? + 1;
    let members: Vec<char> = body.get(..length)?.to_vec();
    let end = at + 1 + usize::from(negated) + length + 1;
    let holds = move |character: char| {
        let mut at = 0;
        let mut found = false;
        while let Some(first) = members.get(at) {
            match (members.get(at + 1), members.get(at + 2)) {
                (Some('-'), Some(last)) => {
                    found |= (*first..=*last).contains(&character);
                    at += 3;
                }
                _ => {
                    found |= *first == character;
                    at += 1;
                }
            }
        }
        found != negated
    };
    Some((holds, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chooses(patterns: &[(Verdict, &str)], path: &str) -> bool {
        Filter(patterns.iter().map(|(verdict, pattern)| (*verdict, pattern.chars().collect())).collect()).chooses(path)
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        use Verdict::{Exclude, Include};
        let only_csv = [(Exclude, "*"), (Include, "*.csv")];
        assert!(chooses(&only_csv, "a/b/c.csv") && !chooses(&only_csv, "a.txt"));
        assert!(!chooses(&[(Include, "*.csv"), (Exclude, "*")], "a.csv"));
        assert!(chooses(&[], "a") && chooses(&[(Include, "x")], "a") && !chooses(&[(Exclude, "a*/b")], "aa/c/b"));
    }

    #[test]
    fn patterns_are_those_of_fnmatch() {
        let is = |pattern: &str, text: &str| {
            matches(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
        };
        for (pattern, text) in [
            ("*", ""),
            ("a*b*c", "aXbYbZc"),
            ("?é", "xé"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]]", "]"),
            ("[a", "[a"),
            ("a**", "a"),
        ] {
            assert!(is(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("a", "ab"), ("", "a"), ("?", ""), ("[a-c]", "d"), ("[!a]", "a"), ("*.csv", "csv"), ("[]", "]")]
        {
            assert!(!is(pattern, text), "{pattern} {text}");
        }
        assert!(!is(&"*a".repeat(40), &"a".repeat(39)), "stars in a row do not take for ever");
    }
}
