//! Expressions as Trino's messages write them: operators in brackets, names as the query wrote them.

use std::fmt;

use super::tree::{Arguments, Call, Expression, Fallibility, Kind, Name};

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted { write!(f, "\"{}\"", self.text.replace('"', "\"\"")) } else { f.write_str(&self.text) }
    }
}

struct List<'a>(&'a [Expression], &'static str);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(self.1)?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::parser::deep(|| match &self.kind {
            Kind::Null => f.write_str("null"),
            Kind::Boolean(value) => write!(f, "{value}"),
            Kind::Integer(digits) => f.write_str(digits),
            Kind::Decimal(digits) | Kind::DecimalText(digits) => write!(f, "DECIMAL '{digits}'"),
            Kind::Double(digits) => f.write_str(&digits.to_uppercase()),
            Kind::Text(value) => f.write_str(&text(value)),
            Kind::Binary(bytes) => {
                f.write_str("X'")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))?;
                f.write_str("'")
            }
            Kind::Typed(kind, value) => write!(f, "{} {}", kind.to_string().to_uppercase(), text(value)),
            Kind::Timestamp(value) => write!(f, "TIMESTAMP {}", text(value)),
            Kind::Time(value) => write!(f, "TIME {}", text(value)),
            Kind::Interval(interval) => {
                let sign = if interval.negative { "- " } else { "" };
                write!(f, "INTERVAL {sign}{} {}", text(&interval.text), interval.from.word())?;
                interval.to.map_or(Ok(()), |to| write!(f, " TO {}", to.word()))
            }
            Kind::Name(name) => name.fmt(f),
            Kind::Field(base, name) => write!(f, "{base}.{name}"),
            Kind::Subscript(base, index) => write!(f, "{base}[{index}]"),
            Kind::Call(call) => call.fmt(f),
            Kind::Lambda(names, body) => {
                let names = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                write!(f, "({names}) -> {body}")
            }
            Kind::Negative(value) => write!(f, "-{value}"),
            Kind::Arithmetic(operator, left, right) => write!(f, "({left} {} {right})", operator.symbol()),
            Kind::Concat(left, right) => write!(f, "concat({left}, {right})"),
            Kind::Comparison(operator, left, right) => write!(f, "({left} {} {right})", operator.symbol()),
            Kind::And(terms) => write!(f, "({})", List(terms, " AND ")),
            Kind::Or(terms) => write!(f, "({})", List(terms, " OR ")),
            Kind::Not(value) => write!(f, "(NOT {value})"),
            Kind::IsNull(value) => write!(f, "({value} IS NULL)"),
            Kind::IsNotNull(value) => write!(f, "({value} IS NOT NULL)"),
            Kind::Distinct(left, right) => write!(f, "({left} IS DISTINCT FROM {right})"),
            Kind::Between(value, low, high) => write!(f, "({value} BETWEEN {low} AND {high})"),
            Kind::InList(value, items) => write!(f, "({value} IN ({}))", List(items, ", ")),
            Kind::InQuery(value, _) => write!(f, "({value} IN (<query>))"),
            Kind::Like(value, pattern, None) => write!(f, "({value} LIKE {pattern})"),
            Kind::Like(value, pattern, Some(escape)) => write!(f, "({value} LIKE {pattern} ESCAPE {escape})"),
            Kind::Exists(_) => f.write_str("(EXISTS (<query>))"),
            Kind::Subquery(_) => f.write_str("(<query>)"),
            Kind::Case(case) => {
                f.write_str("(CASE")?;
                if let Some(operand) = &case.operand {
                    write!(f, " {operand}")?;
                }
                for (when, then) in &case.branches {
                    write!(f, " WHEN {when} THEN {then}")?;
                }
                if let Some(otherwise) = &case.otherwise {
                    write!(f, " ELSE {otherwise}")?;
                }
                f.write_str(" END)")
            }
            Kind::Cast(fallibility, value, kind) => {
                let name = if *fallibility == Fallibility::Null { "TRY_CAST" } else { "CAST" };
                write!(f, "{name}({value} AS {kind})")
            }
            Kind::AtTimeZone(value, zone) => write!(f, "{value} AT TIME ZONE {zone}"),
            Kind::Extract(field, value) => write!(f, "EXTRACT({} FROM {value})", field.text.to_uppercase()),
            Kind::Array(items) => write!(f, "ARRAY[{}]", List(items, ", ")),
            Kind::Row(items) => write!(f, "ROW ({})", List(items, ", ")),
        })
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let distinct = if self.distinct { "DISTINCT " } else { "" };
        match &self.arguments {
            Arguments::Star => write!(f, "{}(*)", self.name),
            Arguments::List(list) => write!(f, "{}({distinct}{})", self.name, List(list, ", ")),
        }?;
        if let Some(filter) = &self.filter {
            write!(f, " FILTER (WHERE {filter})")?;
        }
        if self.over.is_some() {
            f.write_str(" OVER (...)")?;
        }
        Ok(())
    }
}
