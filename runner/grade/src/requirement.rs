//! Requirements: what a `check` block demands of a step, or of an answer, beyond its outputs. One row a requirement of the guide's
//! table, each with its judgement of what came.
//!
//! What was used is the evidence's bill and count of scanned bytes, as the services of the world reported them. What nobody measured is
//! said not to be measured; it never counts as nothing.

use labs_guide::size_in_bytes;
use labs_world::meter::{Bill, Money, Quantity};
use toml::Value;

use crate::difference::Cut;
use crate::evidence::Evidence;
use crate::matcher::type_holds;
use crate::number::Number;
use crate::verdict::Unmet;

/// One requirement.
struct Requirement {
    /// Its key in a `check`.
    name: &'static str,
    /// Judges evidence by the value of the key.
    judge: fn(&Value, &Evidence) -> Result<(), Unmet>,
}

const TABLE: &[Requirement] = &[
    Requirement { name: "contains", judge: contains },
    Requirement { name: "lacks", judge: lacks },
    Requirement { name: "row-count", judge: row_count },
    Requirement { name: "columns", judge: columns },
    Requirement { name: "types", judge: types },
    Requirement { name: "bytes-scanned-max", judge: bytes_scanned },
    Requirement { name: "read-units-max", judge: read_units },
    Requirement { name: "write-units-max", judge: write_units },
    Requirement { name: "requests-max", judge: requests },
    Requirement { name: "cost-max", judge: cost },
];

/// Whether `evidence` meets the requirement `name = value` of a loaded guide.
pub(crate) fn judge(name: &str, value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    // A requirement of a newer format is not measured here; a loaded guide has none.
    let known = TABLE.iter().find(|requirement| requirement.name == name);
    known.map_or(Err(Unmet::NotMeasured), |requirement| (requirement.judge)(value, evidence))
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        text => text.as_str().map(str::to_owned).into_iter().collect(),
    }
}

fn screen(evidence: &Evidence) -> String {
    String::from_utf8_lossy(&evidence.screen()).into_owned()
}

fn contains(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let came = screen(evidence);
    match texts(value).into_iter().find(|text| !came.contains(text.as_str())) {
        Some(text) => Err(Unmet::TextMissing { text, came: Cut::of(&came) }),
        None => Ok(()),
    }
}

fn lacks(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let came = screen(evidence);
    match texts(value).into_iter().find(|text| came.contains(text.as_str())) {
        Some(text) => Err(Unmet::TextUnwanted { text, came: Cut::of(&came) }),
        None => Ok(()),
    }
}

fn row_count(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let table = evidence.table.as_ref().ok_or(Unmet::NoTable)?;
    let came = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
    match count(value) {
        expected if expected == came => Ok(()),
        expected => Err(Unmet::RowCount { expected, came }),
    }
}

fn columns(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let table = evidence.table.as_ref().ok_or(Unmet::NoTable)?;
    let (expected, came) = (texts(value), table.columns.iter().map(|column| column.name.clone()).collect());
    if expected == came { Ok(()) } else { Err(Unmet::Columns { expected, came }) }
}

fn types(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let table = evidence.table.as_ref().ok_or(Unmet::NoTable)?;
    let (expected, came): (_, Vec<String>) =
        (texts(value), table.columns.iter().map(|column| column.data_type.clone()).collect());
    let hold = expected.len() == came.len() && expected.iter().zip(&came).all(|(one, other)| type_holds(one, other));
    if hold { Ok(()) } else { Err(Unmet::Types { expected, came }) }
}

fn bytes_scanned(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let scanned = evidence.bytes_scanned.ok_or(Unmet::NotMeasured)?;
    let size = value.as_str().unwrap_or_default();
    match size_in_bytes(size) {
        Some(allowed) if scanned <= allowed => Ok(()),
        _ => Err(Unmet::TooMuch { what: "scanned", allowed: size.to_owned(), used: bytes(scanned) }),
    }
}

fn read_units(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    const READS: &[&str] = &["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"];
    units(value, evidence, "ReadRequestUnits", READS, "used read units")
}

fn write_units(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    const WRITES: &[&str] = &["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"];
    units(value, evidence, "WriteRequestUnits", WRITES, "used write units")
}

/// Request units of all table classes. Tables with provisioned capacity count none: what was asked of them is not measured.
fn units(
    value: &Value,
    evidence: &Evidence,
    usage_type: &str,
    operations: &[&str],
    what: &'static str,
) -> Result<(), Unmet> {
    let bill = evidence.bill.as_ref().ok_or(Unmet::NotMeasured)?;
    let lines = bill.lines.iter().filter(|line| line.service == "dynamodb" && line.usage_type.ends_with(usage_type));
    let used = lines.fold(Quantity::default(), |sum, line| sum.plus(line.quantity));
    let asked = evidence
        .events
        .iter()
        .any(|event| event.error_code.is_none() && operations.contains(&event.operation.as_str()));
    if asked && used == Quantity::default() {
        return Err(Unmet::NotMeasured);
    }
    at_most(value, &used.to_string(), what)
}

fn requests(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    at_most(value, &evidence.events.len().to_string(), "sent requests")
}

fn cost(value: &Value, evidence: &Evidence) -> Result<(), Unmet> {
    let bill = evidence.bill.as_ref().ok_or(Unmet::NotMeasured)?;
    let unpriced: Vec<String> = bill.unpriced().map(|line| format!("{} {}", line.service, line.usage_type)).collect();
    if !unpriced.is_empty() {
        return Err(Unmet::NotPriced { usage: unpriced });
    }
    let total: Money = Bill::total(bill);
    at_most(value, total.to_string().trim_start_matches('$'), "cost US dollars")
}

/// Whether an amount is no more than the value of a key.
fn at_most(value: &Value, used: &str, what: &'static str) -> Result<(), Unmet> {
    // Numbers of TOML are written without exponent where they are written so in the guide.
    let allowed = value.to_string();
    let fits = match (Number::parse(&allowed), Number::parse(used)) {
        (Some(allowed), Some(used)) => used.approximate() <= allowed.approximate() || used == allowed,
        _ => false,
    };
    if fits { Ok(()) } else { Err(Unmet::TooMuch { what, allowed, used: used.to_owned() }) }
}

fn count(value: &Value) -> u64 {
    value.as_integer().and_then(|count| u64::try_from(count).ok()).unwrap_or_default()
}

/// A number of bytes as people read it: `1,234,567 bytes`.
pub(crate) fn bytes(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(if number == 1 { " byte" } else { " bytes" });
    text
}

#[cfg(test)]
mod tests {
    use labs_guide::vocabulary::CHECKS;
    use labs_world::meter::Meter;
    use labs_world::{DEFAULT_START, trail};

    use super::*;
    use crate::evidence::{ResultColumn, ResultTable};

    fn meet(requirement: &str, evidence: &Evidence) -> Result<(), Unmet> {
        let table: toml::Table = requirement.parse().unwrap();
        let (name, value) = table.iter().next().unwrap();
        judge(name, value, evidence)
    }

    fn call(operation: &str) -> trail::Event {
        trail::Event {
            time: DEFAULT_START,
            service: "dynamodb".into(),
            operation: operation.into(),
            request_id: String::new(),
            error_code: None,
            trouble: None,
        }
    }

    /// A query with two columns and two rows that scanned 1,000,000 bytes, and a few calls.
    fn evidence() -> Evidence {
        let meter = Meter::default();
        meter.record("dynamodb", "ReadRequestUnits", Quantity::halves(3));
        meter.record("dynamodb", "WriteRequestUnits", Quantity::whole(2));
        let column = |name: &str, data_type: &str| ResultColumn { name: name.into(), data_type: data_type.into() };
        Evidence {
            stdout: b"one tea\n".to_vec(),
            stderr: b"careful\n".to_vec(),
            table: Some(ResultTable {
                columns: vec![column("a", "varchar"), column("b", "decimal(10,2)")],
                rows: vec![vec![None, None], vec![None, None]],
                ..ResultTable::default()
            }),
            events: vec![call("GetItem"), call("PutItem")],
            bytes_scanned: Some(1_000_000),
            bill: Some(meter.bill(DEFAULT_START)),
            ..Evidence::default()
        }
    }

    #[test]
    fn the_table_is_the_guides_vocabulary() {
        let own: Vec<_> = TABLE.iter().map(|requirement| requirement.name).collect();
        let guide: Vec<_> = CHECKS.iter().map(|check| check.name).collect();
        assert_eq!(own, guide);
    }

    #[test]
    fn each_holds_up_to_its_limit_and_not_beyond() {
        for (right, wrong) in [
            ("contains = ['tea', 'careful']", "contains = ['tea', 'coffee']"),
            ("lacks = 'coffee'", "lacks = 'one tea'"),
            ("row-count = 2", "row-count = 3"),
            ("columns = ['a', 'b']", "columns = ['b', 'a']"),
            ("types = ['varchar', 'decimal']", "types = ['varchar', 'double']"),
            ("types = ['varchar', 'decimal(10, 2)']", "types = ['varchar']"),
            ("bytes-scanned-max = '1 MB'", "bytes-scanned-max = '999999 B'"),
            ("read-units-max = 1.5", "read-units-max = 1.49"),
            ("write-units-max = 2", "write-units-max = 1"),
            ("requests-max = 2", "requests-max = 1"),
            ("cost-max = 0.01", "cost-max = 0"),
        ] {
            assert_eq!(meet(right, &evidence()), Ok(()), "{right}");
            assert!(meet(wrong, &evidence()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_nobody_measured_is_not_nothing() {
        let nothing = Evidence { events: vec![call("GetItem")], ..Evidence::default() };
        for requirement in ["bytes-scanned-max = '1 GB'", "read-units-max = 9", "cost-max = 9"] {
            assert_eq!(meet(requirement, &nothing), Err(Unmet::NotMeasured), "{requirement}");
        }
        assert_eq!(meet("row-count = 0", &nothing), Err(Unmet::NoTable));
        let provisioned = Evidence { bill: Some(Meter::default().bill(DEFAULT_START)), ..nothing };
        assert_eq!(meet("read-units-max = 9", &provisioned), Err(Unmet::NotMeasured));
        assert_eq!(meet("write-units-max = 9", &provisioned), Ok(()));
    }

    #[test]
    fn a_bill_with_what_has_no_price_cannot_be_judged() {
        let meter = Meter::default();
        meter.record("athena", "SomethingNew", Quantity::whole(1));
        let evidence = Evidence { bill: Some(meter.bill(DEFAULT_START)), ..Evidence::default() };
        assert!(matches!(meet("cost-max = 9", &evidence), Err(Unmet::NotPriced { .. })));
    }

    #[test]
    fn bytes_are_grouped() {
        assert_eq!(
            [0, 1, 999, 1_000, 1_234_567].map(bytes),
            ["0 bytes", "1 byte", "999 bytes", "1,000 bytes", "1,234,567 bytes"]
        );
    }
}
