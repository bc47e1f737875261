//! The body of a `check` fence: TOML, one requirement a line, each of the table of checks.

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::Findings;
use crate::model::Language;
use crate::parse::body::Body;
use crate::problem::{Emptiness, Problem};
use crate::source::Span;
use crate::vocabulary::{CHECKS, CheckForm, CheckScope};

/// The requirements of a body; `info` is the place of the info string.
pub(crate) fn requirements(body: &Body, info: Span, findings: &mut Findings<'_>) -> IndexMap<String, toml::Value> {
    let mut requirements = IndexMap::new();
    let (table, errors) = DeTable::parse_recoverable(body.text());
    for error in &errors {
        let span = error.span().map_or_else(|| info.clone(), |span| body.span(span));
        findings.push(Problem::TomlSyntax { message: error.message().replace('\n', ", ") }, span);
    }
    if !errors.is_empty() {
        return requirements;
    }
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in &entries {
        let Some(known) = CHECKS.iter().find(|known| known.name == name.get_ref().as_ref()) else {
            let problem = Problem::UnknownCheck { name: name.get_ref().to_string() };
            findings.push(problem, body.span(name.span()));
            continue;
        };
        match read(known.form, value.get_ref()) {
            Some(value) => {
                requirements.insert(known.name.to_owned(), value);
            }
            None => {
                let problem = Problem::CheckValue { name: known.name.to_owned(), form: known.form.notation() };
                findings.push(problem, body.span(value.span()));
            }
        }
    }
    if entries.is_empty() {
        findings.push(Problem::EmptyBlock(Emptiness::Check), info);
    }
    requirements
}

fn read(form: CheckForm, value: &DeValue<'_>) -> Option<toml::Value> {
    let text = |value: &DeValue<'_>| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let texts = |value: &DeValue<'_>| -> Option<toml::Value> {
        let texts: Option<Vec<toml::Value>> =
            value.as_array()?.iter().map(|item| text(item.get_ref()).map(toml::Value::String)).collect();
        texts.filter(|texts| !texts.is_empty()).map(toml::Value::Array)
    };
    let count = |value: &DeValue<'_>| {
        let integer = value.as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|count| *count >= 0)
    };
    match form {
        CheckForm::Texts => text(value).map(toml::Value::String).or_else(|| texts(value)),
        CheckForm::Names => texts(value),
        CheckForm::Count => count(value).map(toml::Value::Integer),
        CheckForm::Amount => count(value).map(toml::Value::Integer).or_else(|| {
            let amount: f64 = value.as_float()?.as_str().parse().ok()?;
            (amount.is_finite() && amount >= 0.0).then_some(toml::Value::Float(amount))
        }),
        CheckForm::Size => text(value).filter(|size| size_in_bytes(size).is_some()).map(toml::Value::String),
    }
}

/// Reports the requirements that a block of this language cannot meet, for they are about a query.
pub(crate) fn suits(
    language: Language,
    requirements: &IndexMap<String, toml::Value>,
    info: Span,
    findings: &mut Findings<'_>,
) {
    let of_sql = |name: &str| CHECKS.iter().any(|check| check.name == name && check.scope == CheckScope::Sql);
    if let Some(name) = requirements.keys().find(|name| language != Language::Sql && of_sql(name)) {
        findings.push(Problem::SqlOnly { what: format!("`{name}`"), language: language.to_string() }, info);
    }
}

/// Bytes of a size such as `1 MB` or `512 KiB`: a whole number, a blank or none, and a unit. `KB`, `MB`, `GB` are powers of
/// 1000, `KiB`, `MiB`, `GiB` powers of 1024.
#[must_use]
pub fn size_in_bytes(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let factor = match unit.strip_prefix(' ').unwrap_or(unit) {
        "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit() {
        assert_eq!(size_in_bytes("1 MB"), Some(1_000_000));
        assert_eq!(size_in_bytes("512KiB"), Some(524_288));
        for text in ["", "1", "MB", "1  MB", "1 mb", "-1 MB", "1.5 MB", "99999999999 GiB"] {
            assert_eq!(size_in_bytes(text), None, "{text}");
        }
    }
}
