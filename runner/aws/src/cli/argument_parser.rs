//! Words to options, by the rules of Python's `argparse`, which the AWS CLI uses three times on one line: for the global
//! options, for the service and for the operation.
//!
//! The rules that learners meet: an option may be cut short where that is unambiguous; `--opt value` and `--opt=value` are the
//! same; a word that begins with a hyphen is no value unless it is a number or holds a space; of a repeated option the last
//! counts; what nobody takes is handed on. What options there are is said by `globals.rs` and `options.rs`.

use super::near::near_misses;
use super::value::python_quoted;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    /// With its hyphens: `--table-name`.
    pub(super) name: String,
    /// How many values it takes.
    pub(super) arity: Arity,
    /// What a value must look like.
    pub(super) check: Check,
    /// Whether the line is wrong without it.
    pub(super) presence: Presence,
}

/// How many values an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arity {
    /// None: a switch.
    Zero,
    /// Exactly one.
    One,
    /// One, or none for the default that is meant.
    ZeroOrOne(&'static str),
    /// As many as follow.
    Any,
    /// None, and nothing after it is read: `--version`.
    Version,
}

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// Anything.
    Text,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// One of these.
    Choice(&'static [&'static str]),
}

/// Whether an option must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It must.
    Required,
    /// It need not.
    Optional,
}

/// The word that stands without an option.
#[derive(Debug, Clone)]
pub(super) enum Positional {
    /// One of the names must be given.
    OneOf {
        /// What argparse calls it: `command`, `operation`.
        name: &'static str,
        /// The names.
        choices: Vec<String>,
    },
    /// A word may be given; the AWS CLI hopes for `help`.
    Help,
}

/// The words of one line, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    /// Options in the order given, by their index among the flags.
    pub(super) given: Vec<(usize, Given)>,
    /// The word without an option.
    pub(super) positional: Option<String>,
    /// What nobody took.
    pub(super) rest: Vec<String>,
}

/// What an option was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// It is a switch.
    Switch,
    /// One value.
    One(String),
    /// A list of values.
    Many(Vec<String>),
}

/// What ends the reading of a line before its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// `--version` was read.
    Version,
    /// The words do not fit.
    Usage(UsageError, Vec<String>),
}

/// Why words do not fit, in argparse's sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum UsageError {
    /// Options that must be given are not.
    #[error("the following arguments are required: {}", names.join(", "))]
    Required {
        /// Their names.
        names: Vec<String>,
    },
    /// A cut name that fits several options.
    #[error("ambiguous option: {word} could match {}", matches.join(", "))]
    Ambiguous {
        /// The word.
        word: String,
        /// The options.
        matches: Vec<String>,
    },
    /// An option without its value.
    #[error("argument {option}: expected one argument")]
    ExpectedOne {
        /// The option.
        option: String,
    },
    /// `--switch=value`.
    #[error("argument {option}: ignored explicit argument {}", python_quoted(value))]
    ExplicitValue {
        /// The option.
        option: String,
        /// The value.
        value: String,
    },
    /// Not a number.
    #[error("argument {option}: invalid {kind} value: {}", python_quoted(value))]
    Number {
        /// The option.
        option: String,
        /// `int` or `float`.
        kind: &'static str,
        /// The value.
        value: String,
    },
    /// Not one of the choices.
    #[error("argument {name}: Invalid choice, valid choices are:\n\n{}{}", in_columns(choices), meant(word, near))]
    Choice {
        /// The option, or what the word stands for.
        name: String,
        /// The word.
        word: String,
        /// What there is.
        choices: Vec<String>,
        /// What may have been meant.
        near: Vec<String>,
    },
}

impl UsageError {
    /// The complaint about `word` standing for `name`.
    pub(super) fn choice(name: &str, word: &str, choices: Vec<String>) -> Self {
        let near = near_misses(word, choices.iter().map(String::as_str), 0.8).into_iter().map(str::to_owned).collect();
        Self::Choice { name: name.to_owned(), word: word.to_owned(), choices, near }
    }
}

/// Two columns, as the AWS CLI lists choices.
fn in_columns(choices: &[String]) -> String {
    let lines: Vec<String> = choices
        .chunks(2)
        .map(|pair| pair.iter().map(|choice| format!("{choice:<40}")).collect::<Vec<_>>().join(" | "))
        .collect();
    lines.join("\n")
}

fn meant(word: &str, near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let near: Vec<String> = near.iter().map(|it| format!("\n  * {it}")).collect();
    format!("\n\n\nInvalid choice: {}, maybe you meant:\n{}", python_quoted(word), near.concat())
}

/// Sorts the words of a line.
pub(super) fn parse(flags: &[Flag], positional: &Positional, words: &[String]) -> Result<Parsed, Halt> {
    let mut line = Line { flags, words, kinds: Vec::new(), parsed: Parsed::default(), positional: Some(positional) };
    line.classify()?;
    line.consume()?;
    line.require()?;
    Ok(line.parsed)
}

/// What a word is before its place in the line is known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Value,
    Flag(usize, Option<String>),
    Unknown,
}

struct Line<'a> {
    flags: &'a [Flag],
    words: &'a [String],
    kinds: Vec<Kind>,
    parsed: Parsed,
    positional: Option<&'a Positional>,
}

impl Line<'_> {
    fn classify(&mut self) -> Result<(), Halt> {
        let mut literal = false;
        for word in self.words {
            let kind = if literal { Kind::Value } else { self.kind(word)? };
            literal = literal || word == "--";
            self.kinds.push(kind);
        }
        Ok(())
    }

    fn kind(&self, word: &str) -> Result<Kind, Halt> {
        if !word.starts_with('-') || word == "-" || word == "--" {
            return Ok(Kind::Value);
        }
        if let Some(index) = self.flags.iter().position(|flag| flag.name == word) {
            return Ok(Kind::Flag(index, None));
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        if let Some(index) = self.flags.iter().position(|flag| flag.name == name) {
            return Ok(Kind::Flag(index, value));
        }
        let cut: Vec<usize> = match word.starts_with("--") {
            true => {
                self.flags.iter().enumerate().filter(|(_, it)| it.name.starts_with(name)).map(|(at, _)| at).collect()
            }
            false => Vec::new(),
        };
        match cut.as_slice() {
            [index] => Ok(Kind::Flag(*index, value)),
            [] if is_negative_number(word) || word.contains(' ') => Ok(Kind::Value),
            [] => Ok(Kind::Unknown),
            _ => {
                let matches = cut.iter().filter_map(|at| self.flags.get(*at)).map(|it| it.name.clone()).collect();
                Err(self.usage(UsageError::Ambiguous { word: name.to_owned(), matches }))
            }
        }
    }

    fn consume(&mut self) -> Result<(), Halt> {
        let mut at = 0;
        while let Some(kind) = self.kinds.get(at).cloned() {
            at = match kind {
                Kind::Flag(index, value) => self.consume_flag(at + 1, index, value)?,
                Kind::Unknown => {
                    self.parsed.rest.extend(self.words.get(at).cloned());
                    at + 1
                }
                Kind::Value => {
                    self.consume_word(at)?;
                    at + 1
                }
            };
        }
        Ok(())
    }

    fn consume_word(&mut self, at: usize) -> Result<(), Halt> {
        let Some(word) = self.words.get(at) else { return Ok(()) };
        match self.positional.take() {
            Some(Positional::OneOf { name, choices }) if !choices.contains(word) => {
                Err(self.usage(UsageError::choice(name, word, choices.clone())))
            }
            Some(_) => {
                self.parsed.positional = Some(word.clone());
                Ok(())
            }
            None => {
                self.parsed.rest.push(word.clone());
                Ok(())
            }
        }
    }

    /// Takes an option's values, which begin at `from`; returns where the line goes on.
    fn consume_flag(&mut self, from: usize, index: usize, explicit: Option<String>) -> Result<usize, Halt> {
        let flags = self.flags;
        let Some(flag) = flags.get(index) else { return Ok(from) };
        let values = self.kinds.get(from..).unwrap_or_default().iter().take_while(|it| **it == Kind::Value).count();
        let next = |count: usize| self.words.get(from..from + count).unwrap_or_default().to_vec();
        let (given, end) = match (flag.arity, explicit) {
            (Arity::Version, None) => return Err(Halt::Version),
            (Arity::Zero, None) => (Given::Switch, from),
            (Arity::Zero | Arity::Version, Some(value)) => {
                return Err(self.usage(UsageError::ExplicitValue { option: flag.name.clone(), value }));
            }
            (Arity::One | Arity::ZeroOrOne(_), Some(value)) => (Given::One(value), from),
            (Arity::Any, Some(value)) => (Given::Many(vec![value]), from),
            (Arity::Any, None) => (Given::Many(next(values)), from + values),
            (Arity::ZeroOrOne(default), None) if values == 0 => (Given::One(default.to_owned()), from),
            (Arity::One, None) if values == 0 => {
                return Err(self.usage(UsageError::ExpectedOne { option: flag.name.clone() }));
            }
            (Arity::One | Arity::ZeroOrOne(_), None) => (Given::One(next(1).concat()), from + 1),
        };
        if let Given::One(value) = &given {
            check(flag, value).map_err(|error| self.usage(error))?;
        }
        self.parsed.given.push((index, given));
        Ok(end)
    }

    fn require(&mut self) -> Result<(), Halt> {
        let given = &self.parsed.given;
        let missing = self.flags.iter().enumerate().filter(|(index, flag)| {
            flag.presence == Presence::Required && !given.iter().any(|(given, _)| given == index)
        });
        let mut names: Vec<String> = missing.map(|(_, flag)| flag.name.clone()).collect();
        if let Some(Positional::OneOf { name, .. }) = self.positional {
            names.push((*name).to_owned());
        }
        if names.is_empty() { Ok(()) } else { Err(self.usage(UsageError::Required { names })) }
    }

    /// The complaint, with the options that unknown words of the line may have meant.
    fn usage(&self, error: UsageError) -> Halt {
        let unknown =
            self.kinds.iter().zip(self.words).filter(|(kind, _)| **kind == Kind::Unknown).map(|(_, word)| word);
        let near = match error {
            UsageError::Required { .. } => near_options(self.flags, unknown),
            _ => Vec::new(),
        };
        Halt::Usage(error, near)
    }
}

/// The options that `words` may have meant, one for each at most.
pub(super) fn near_options<'a>(flags: &[Flag], words: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut near: Vec<String> = Vec::new();
    for word in words.filter(|it| it.starts_with("--")) {
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        let found = near_misses(name, flags.iter().map(|it| it.name.as_str()), 0.7).first().map(|it| (*it).to_owned());
        near.extend(found.filter(|it| !near.contains(it)));
    }
    near
}

fn check(flag: &Flag, value: &str) -> Result<(), UsageError> {
    let number = |kind| UsageError::Number { option: flag.name.clone(), kind, value: value.to_owned() };
    match flag.check {
        Check::Text => Ok(()),
        Check::Int => python_int(value).map(|_| ()).ok_or_else(|| number("int")),
        Check::Float => python_float(value).map(|_| ()).ok_or_else(|| number("float")),
        Check::Choice(choices) if choices.contains(&value) => Ok(()),
        Check::Choice(choices) => {
            Err(UsageError::choice(&flag.name, value, choices.iter().map(|it| (*it).to_owned()).collect()))
        }
    }
}

fn is_negative_number(word: &str) -> bool {
    let Some(digits) = word.strip_prefix('-') else { return false };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all = |text: &str| text.chars().all(|it| it.is_ascii_digit());
    match fraction {
        None => !whole.is_empty() && all(whole),
        Some(fraction) => all(whole) && !fraction.is_empty() && all(fraction),
    }
}

/// Python's `int()`: space around, a sign, single underscores between digits.
pub(super) fn python_int(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let grouped = digits.split('_').all(|group| !group.is_empty() && group.chars().all(|it| it.is_ascii_digit()));
    if grouped { text.replace('_', "").parse().ok() } else { None }
}

/// Python's `float()`, without the infinities and not-a-numbers that no service takes.
pub(super) fn python_float(text: &str) -> Option<f64> {
    let text = text.trim();
    let starts_well = text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it));
    let number: f64 = if starts_well { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flags() -> Vec<Flag> {
        let flag = |name: &str, arity, check, presence| Flag { name: name.to_owned(), arity, check, presence };
        vec![
            flag("--table-name", Arity::One, Check::Text, Presence::Required),
            flag("--tags", Arity::Any, Check::Text, Presence::Optional),
            flag("--max-items", Arity::One, Check::Int, Presence::Optional),
            flag("--color", Arity::One, Check::Choice(&["on", "off"]), Presence::Optional),
            flag("--skeleton", Arity::ZeroOrOne("input"), Check::Text, Presence::Optional),
            flag("--consistent-read", Arity::Zero, Check::Text, Presence::Optional),
            flag("--version", Arity::Version, Check::Text, Presence::Optional),
        ]
    }

    fn read(line: &str) -> Result<Parsed, Halt> {
        let words: Vec<String> = line.split('|').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        parse(&flags(), &Positional::Help, &words)
    }

    fn complaint(line: &str) -> String {
        match read(line) {
            Err(Halt::Usage(error, near)) => format!("{error} {near:?}"),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn words_are_sorted_as_argparse_sorts_them() {
        let parsed = read("--table-name|Music|--tags|a|b|--max-items=5|--consistent-read").unwrap();
        let one = |text: &str| Given::One(text.to_owned());
        assert_eq!(
            parsed.given,
            [
                (0, one("Music")),
                (1, Given::Many(vec!["a".to_owned(), "b".to_owned()])),
                (2, one("5")),
                (5, Given::Switch)
            ]
        );
        let parsed = read("x|--table|-5|--what|y|--tags=z|w|--skeleton").unwrap();
        assert_eq!(parsed.given, [(0, one("-5")), (1, Given::Many(vec!["z".to_owned()])), (4, one("input"))]);
        assert_eq!(parsed.positional.as_deref(), Some("x"));
        assert_eq!(parsed.rest, ["--what", "y", "w"]);
        assert_eq!(read("--table-name|-a b").unwrap().given, [(0, one("-a b"))]);
        assert_eq!(read("--tags|--table-name|x").unwrap().given, [(1, Given::Many(vec![])), (0, one("x"))]);
    }

    #[test]
    fn what_does_not_fit_is_refused_in_argparses_words() {
        let cases = [
            ("--tabel-name|x", "the following arguments are required: --table-name [\"--table-name\"]"),
            ("--ta|x", "ambiguous option: --ta could match --table-name, --tags []"),
            ("--table-name", "argument --table-name: expected one argument []"),
            ("--table-name|-x", "argument --table-name: expected one argument []"),
            ("--consistent-read=yes", "argument --consistent-read: ignored explicit argument 'yes' []"),
            ("--max-items|a'b", "argument --max-items: invalid int value: \"a'b\" []"),
        ];
        for (line, message) in cases {
            assert_eq!(complaint(line), message, "{line}");
        }
        assert!(complaint("--color|of").starts_with("argument --color: Invalid choice, valid choices are:\n\non  "));
        assert!(complaint("--color|of").contains("Invalid choice: 'of', maybe you meant:\n\n  * off"));
        assert_eq!(read("--version|--nonsense"), Err(Halt::Version));
    }

    #[test]
    fn numbers_are_pythons() {
        for (text, number) in
            [("5", Some(5)), (" +1_000 ", Some(1000)), ("-0", Some(0)), ("1__0", None), ("", None), ("1.5", None)]
        {
            assert_eq!(python_int(text), number, "{text}");
        }
        assert_eq!(python_float("1e3"), Some(1000.0));
        assert_eq!(
            (python_float("nan"), python_float("inf"), python_float("x"), python_float("-inf")),
            (None, None, None, None)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("--table-name|--tags|--ta|--x=?y|-1|[a-c]|--|-", 0..8)) {
            if let Ok(parsed) = parse(&flags(), &Positional::Help, &words) {
                let kept: usize = parsed.given.iter().map(|(_, given)| match given {
                    Given::Switch => 1,
                    Given::One(_) => 2,
                    Given::Many(many) => 1 + many.len(),
                }).sum();
                let explicit = words.iter().filter(|it| it.starts_with("--ta") && it.contains('=')).count();
                prop_assert_eq!(kept + parsed.rest.len() + usize::from(parsed.positional.is_some()), words.len() + explicit);
            }
        }
    }
}
