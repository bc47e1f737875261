//! The lines of the report and their columns.

use super::resources::{Charge, DEVELOPMENT, NAT_BYTES, PRODUCTION, RESERVED, RESOURCES, Resource};
use crate::generator::DataFile;
use crate::random::Random;
use crate::table::{Column, Values, civil, parquet};

const PAYER: &str = "111122223333";

const RESERVATION: &str = "arn:aws:ec2:us-east-1:222233334444:reserved-instances/5a1c0f3e-0d52-4a41-9f0e-3c1b6f6d2e10";

struct Month {
    number: u32,
    first_day: i64,
    days: i64,
}

static MONTHS: &[Month] = &[
    Month { number: 1, first_day: 20_454, days: 31 },
    Month { number: 2, first_day: 20_485, days: 28 },
    Month { number: 3, first_day: 20_513, days: 31 },
];

/// From this day of March on, a test job reads its data through the NAT gateway.
const SPIKE_FROM: i64 = 9;

/// One line of the report; the fields that differ from line to line.
struct Line {
    account: &'static str,
    kind: &'static str,
    start: i64,
    end: i64,
    charge: Option<&'static Charge>,
    description: String,
    resource: &'static str,
    amount: f64,
    rate: &'static str,
    cost: f64,
    on_demand: f64,
    reservation: &'static str,
    effective: f64,
    unused: f64,
    cost_center: &'static str,
    project: &'static str,
}

/// The report of `seed`, one Parquet file a month.
pub(crate) fn generate(seed: u64) -> Vec<DataFile> {
    let mut random = Random::seeded(seed);
    MONTHS
        .iter()
        .map(|month| {
            let lines = lines(month, &mut random);
            let number = month.number;
            DataFile {
                path: format!("report/year=2026/month={number}/report-00001.snappy.parquet"),
                content: parquet(&columns(month, &lines, &mut random)),
            }
        })
        .collect()
}

const DAY: i64 = 86_400;

fn lines(month: &Month, random: &mut Random) -> Vec<Line> {
    let mut lines = Vec::new();
    for day in 0..month.days {
        for resource in RESOURCES {
            for charge in resource.charges {
                let mut thousandths = random.between(charge.daily.0, charge.daily.1);
                if charge.usage_type == NAT_BYTES && month.number == 3 && day + 1 >= SPIKE_FROM {
                    thousandths = random.between(140_000, 190_000);
                }
                lines.push(usage(month, day, resource, charge, thousandths));
            }
        }
        lines.push(reserved(month, day, random));
    }
    lines.push(reservation_fee(month, &lines));
    let taxes = taxes(month, &lines);
    lines.extend(taxes);
    lines
}

fn decimal(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}

fn thousandth(count: u64) -> f64 {
    // Exact: the counts lie far below 2^53.
    u32::try_from(count).map_or(count as f64, f64::from) / 1000.0
}

fn usage(month: &Month, day: i64, resource: &Resource, charge: &'static Charge, thousandths: u64) -> Line {
    let amount = thousandth(thousandths);
    let cost = amount * decimal(charge.rate);
    let start = (month.first_day + day) * DAY;
    Line {
        account: resource.account,
        kind: "Usage",
        start,
        end: start + DAY,
        charge: Some(charge),
        description: charge.description.to_owned(),
        resource: resource.id,
        amount,
        rate: charge.rate,
        cost,
        on_demand: cost,
        reservation: "",
        effective: 0.0,
        unused: 0.0,
        cost_center: resource.cost_center,
        project: resource.project,
    }
}

/// An instance that runs by day only, on a reservation that is paid for around the clock.
fn reserved(month: &Month, day: i64, random: &mut Random) -> Line {
    let hours = thousandth(random.between(9, 15) * 1000);
    let start = (month.first_day + day) * DAY;
    Line {
        account: PRODUCTION,
        kind: "DiscountedUsage",
        start,
        end: start + DAY,
        charge: Some(&RESERVED),
        description: RESERVED.description.to_owned(),
        resource: "i-0a4f6c1de2b39a003",
        amount: hours,
        rate: RESERVED.rate,
        cost: 0.0,
        on_demand: hours * 0.096,
        reservation: RESERVATION,
        effective: hours * 0.0605,
        unused: 0.0,
        cost_center: "data",
        project: "reports",
    }
}

/// What the reservation costs in a month, used or not.
fn reservation_fee(month: &Month, lines: &[Line]) -> Line {
    let hours = f64::from(i32::try_from(month.days * 24).unwrap_or_default());
    let used: f64 = lines.iter().filter(|line| line.reservation == RESERVATION).map(|line| line.amount).sum();
    let (start, end) = (month.first_day * DAY, (month.first_day + month.days) * DAY);
    Line {
        account: PRODUCTION,
        kind: "RIFee",
        start,
        end,
        charge: Some(&RESERVED),
        description: "USD 0.0605 hourly fee per Linux/UNIX (Amazon VPC), m5.large instance".to_owned(),
        resource: "",
        amount: hours,
        rate: "0.0605",
        cost: hours * 0.0605,
        on_demand: 0.0,
        reservation: RESERVATION,
        effective: 0.0,
        unused: hours - used,
        cost_center: "",
        project: "",
    }
}

/// A tenth on top, a line for each account.
fn taxes(month: &Month, lines: &[Line]) -> [Line; 2] {
    [PRODUCTION, DEVELOPMENT].map(|account| {
        let net: f64 = lines.iter().filter(|line| line.account == account).map(|line| line.cost).sum();
        Line {
            account,
            kind: "Tax",
            start: month.first_day * DAY,
            end: (month.first_day + month.days) * DAY,
            charge: None,
            description: "Tax for product code AmazonEC2".to_owned(),
            resource: "",
            amount: 1.0,
            rate: "",
            cost: (net * 10.0).round() / 100.0,
            on_demand: 0.0,
            reservation: "",
            effective: 0.0,
            unused: 0.0,
            cost_center: "",
            project: "",
        }
    })
}

fn instant(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}T00:00:00Z")
}

fn columns(month: &Month, lines: &[Line], random: &mut Random) -> Vec<Column> {
    let text = |of: &dyn Fn(&Line) -> String| Values::Text(lines.iter().map(of).collect());
    let charge = |of: &dyn Fn(&Charge) -> &'static str| {
        Values::Text(lines.iter().map(|line| line.charge.map_or("", of).to_owned()).collect())
    };
    let double = |of: &dyn Fn(&Line) -> f64| Values::Double(lines.iter().map(of).collect());
    let instants = |of: &dyn Fn(&Line) -> i64| Values::Instant(lines.iter().map(of).collect());
    let (period_start, period_end) = (month.first_day * DAY, (month.first_day + month.days) * DAY);
    let ids = lines
        .iter()
        .map(|_| format!("{:016x}{:016x}", random.between(0, u64::MAX - 1), random.between(0, u64::MAX - 1)));
    let mut columns = vec![
        Column::new("identity_line_item_id", Values::Text(ids.collect())),
        Column::new("identity_time_interval", text(&|line| format!("{}/{}", instant(line.start), instant(line.end)))),
        Column::new("bill_billing_entity", text(&|_| "AWS".to_owned())),
        Column::new("bill_bill_type", text(&|_| "Anniversary".to_owned())),
        Column::new("bill_payer_account_id", text(&|_| PAYER.to_owned())),
        Column::new("bill_billing_period_start_date", instants(&|_| period_start)),
        Column::new("bill_billing_period_end_date", instants(&|_| period_end)),
        Column::new("line_item_usage_account_id", text(&|line| line.account.to_owned())),
        Column::new("line_item_line_item_type", text(&|line| line.kind.to_owned())),
        Column::new("line_item_usage_start_date", instants(&|line| line.start)),
        Column::new("line_item_usage_end_date", instants(&|line| line.end)),
        Column::new("line_item_product_code", text(&|line| line.charge.map_or("AmazonEC2", |c| c.product).to_owned())),
        Column::new("line_item_usage_type", charge(&|charge| charge.usage_type)),
        Column::new("line_item_operation", charge(&|charge| charge.operation)),
        Column::new("line_item_resource_id", text(&|line| line.resource.to_owned())),
        Column::new("line_item_usage_amount", double(&|line| line.amount)),
        Column::new("line_item_currency_code", text(&|_| "USD".to_owned())),
        Column::new("line_item_unblended_rate", text(&|line| line.rate.to_owned())),
        Column::new("line_item_unblended_cost", double(&|line| line.cost)),
        Column::new("line_item_blended_rate", text(&|line| line.rate.to_owned())),
        Column::new("line_item_blended_cost", double(&|line| line.cost)),
        Column::new("line_item_line_item_description", text(&|line| line.description.clone())),
        Column::new("product_product_name", charge(&|charge| charge.product_name)),
        Column::new("product_product_family", charge(&|charge| charge.family)),
        Column::new("product_instance_type", charge(&|charge| charge.instance_type)),
        Column::new("product_region", charge(&|_| "us-east-1")),
    ];
    if month.number > 1 {
        columns.push(Column::new(
            "product_database_engine",
            charge(&|charge| if charge.product == "AmazonRDS" { "PostgreSQL" } else { "" }),
        ));
    }
    columns.extend([
        Column::new(
            "pricing_term",
            text(&|line| match line.kind {
                "Usage" => "OnDemand".to_owned(),
                "Tax" => String::new(),
                _ => "Reserved".to_owned(),
            }),
        ),
        Column::new("pricing_unit", charge(&|charge| charge.unit)),
        Column::new("pricing_public_on_demand_cost", double(&|line| line.on_demand)),
        Column::new("reservation_reservation_a_r_n", text(&|line| line.reservation.to_owned())),
        Column::new("reservation_effective_cost", double(&|line| line.effective)),
        Column::new("reservation_unused_quantity", double(&|line| line.unused)),
        Column::new("reservation_unused_recurring_fee", double(&|line| line.unused * 0.0605)),
        Column::new("resource_tags_user_cost_center", text(&|line| line.cost_center.to_owned())),
    ]);
    if month.number > 1 {
        columns.push(Column::new("resource_tags_user_project", text(&|line| line.project.to_owned())));
    }
    columns
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use super::*;

    fn month(number: usize) -> SerializedFileReader<bytes::Bytes> {
        let file = generate(40).swap_remove(number - 1);
        assert_eq!(file.path, format!("report/year=2026/month={number}/report-00001.snappy.parquet"));
        SerializedFileReader::new(bytes::Bytes::from(file.content)).unwrap()
    }

    fn names(reader: &SerializedFileReader<bytes::Bytes>) -> Vec<String> {
        reader.metadata().file_metadata().schema_descr().columns().iter().map(|c| c.name().to_owned()).collect()
    }

    /// Sum of the unblended cost of the lines that `wanted` picks by usage type and kind.
    fn cost(number: usize, wanted: impl Fn(&str, &str) -> bool) -> f64 {
        let reader = month(number);
        let names = names(&reader);
        let at = |name: &str| names.iter().position(|n| n == name).unwrap();
        let (kind, usage, cost) =
            (at("line_item_line_item_type"), at("line_item_usage_type"), at("line_item_unblended_cost"));
        let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
        rows.filter(|row| wanted(row.get_string(usage).unwrap(), row.get_string(kind).unwrap()))
            .map(|row| row.get_double(cost).unwrap())
            .sum()
    }

    #[test]
    fn later_months_have_columns_that_the_first_one_lacks() {
        let (first, second) = (names(&month(1)), names(&month(2)));
        assert_eq!((first.len(), second.len()), (34, 36));
        let new: Vec<_> = second.iter().filter(|name| !first.contains(name)).collect();
        assert_eq!(new, ["product_database_engine", "resource_tags_user_project"]);
    }

    #[test]
    fn the_nat_gateway_moves_far_more_data_in_march() {
        let nat = |number| cost(number, |usage, _| usage == NAT_BYTES);
        assert!(nat(3) > 20.0 * nat(2), "{} and {}", nat(3), nat(2));
    }

    #[test]
    fn tax_is_a_tenth_of_everything_else() {
        let (tax, net) = (cost(2, |_, kind| kind == "Tax"), cost(2, |_, kind| kind != "Tax"));
        assert!((tax - net / 10.0).abs() < 0.02, "{tax} of {net}");
    }

    #[test]
    fn the_reservation_is_only_partly_used() {
        assert_eq!(cost(1, |_, kind| kind == "DiscountedUsage"), 0.0);
        assert!((cost(1, |_, kind| kind == "RIFee") - 744.0 * 0.0605).abs() < 1e-9);
    }
}
