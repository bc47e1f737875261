//! `PriceTable`: dated prices, read from `prices.toml`.
//!
//! The table is data so that a new price needs no code; it says from when and for which region it holds, and every bill
//! repeats that. A table with an error in it is refused as a whole.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::LazyLock;

use serde::Deserialize;

use super::quantity::MILLION;
use super::{Money, Quantity};

static EMBEDDED: LazyLock<PriceTable> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the text is part of the program, and a test reads it")]
    PriceTable::parse(include_str!("prices.toml")).expect("the embedded price table is right")
});

/// Prices of usage types, with their date and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTable {
    effective: String,
    region: String,
    currency: String,
    prices: BTreeMap<(String, String), Price>,
}

/// What a number of units of one usage type cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// What the quantity counts: `write request unit`.
    pub unit: String,
    /// What [`Price::per`] units cost.
    pub money: Money,
    /// How many units [`Price::money`] buys.
    pub per: NonZeroU64,
    /// Title of the page that names the price.
    pub source: String,
}

/// A price table was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceTableError {
    /// The text is not a price table.
    #[error("the price table cannot be read: {0}")]
    Syntax(String),
    /// `effective` is no date.
    #[error("`effective` of the price table is `{0}`: write a date as in 2024-11-01")]
    Effective(String),
    /// The currency is none that [`Money`] counts.
    #[error("`currency` of the price table is `{0}`: only USD is known")]
    Currency(String),
    /// A price is no exact amount.
    #[error("the price of {service} {usage_type} is wrong: {error}")]
    Dollars {
        /// Endpoint prefix.
        service: String,
        /// Usage type.
        usage_type: String,
        /// What is wrong.
        error: super::ParseMoneyError,
    },
    /// A price has an empty field.
    #[error("the price of `{service}` `{usage_type}` leaves `{field}` empty")]
    Empty {
        /// Endpoint prefix.
        service: String,
        /// Usage type.
        usage_type: String,
        /// The empty field.
        field: &'static str,
    },
    /// Two prices for one thing.
    #[error("the price table has two prices for {service} {usage_type}; leave one out")]
    Twice {
        /// Endpoint prefix.
        service: String,
        /// Usage type.
        usage_type: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    effective: String,
    region: String,
    currency: String,
    price: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    service: String,
    usage_type: String,
    unit: String,
    dollars: String,
    per: NonZeroU64,
    source: String,
}

impl PriceTable {
    /// The table that is part of this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Reads a table.
    ///
    /// # Errors
    /// [`PriceTableError`] names the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, PriceTableError> {
        let text: Text = toml::from_str(text).map_err(|error| PriceTableError::Syntax(error.to_string()))?;
        if text.effective.parse::<jiff::civil::Date>().is_err() {
            return Err(PriceTableError::Effective(text.effective));
        }
        if text.currency != "USD" {
            return Err(PriceTableError::Currency(text.currency));
        }
        let mut prices = BTreeMap::new();
        for line in text.price {
            let Line { service, usage_type, unit, dollars, per, source } = line;
            let fields = [("service", &service), ("usage_type", &usage_type), ("unit", &unit), ("source", &source)];
            if let Some(&(field, _)) = fields.iter().find(|(_, text)| text.is_empty()) {
                return Err(PriceTableError::Empty { service, usage_type, field });
            }
            let money = match dollars.parse() {
                Ok(money) => money,
                Err(error) => return Err(PriceTableError::Dollars { service, usage_type, error }),
            };
            let key = (service, usage_type);
            if prices.contains_key(&key) {
                return Err(PriceTableError::Twice { service: key.0, usage_type: key.1 });
            }
            prices.insert(key, Price { unit, money, per, source });
        }
        Ok(Self { effective: text.effective, region: text.region, currency: text.currency, prices })
    }

    /// The day from which the prices hold: `2024-11-01`.
    #[must_use]
    pub fn effective(&self) -> &str {
        &self.effective
    }

    /// The region whose prices these are; a world in another region is billed by them too.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The currency, `USD`.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The price of a usage type, if the table has one.
    #[must_use]
    pub fn price(&self, service: &str, usage_type: &str) -> Option<&Price> {
        self.prices.get(&(service.to_owned(), usage_type.to_owned()))
    }
}

impl Price {
    /// What `quantity` costs, rounded to the nearest picodollar.
    #[must_use]
    pub fn of(&self, quantity: Quantity) -> Money {
        let divisor = u128::from(self.per.get()) * u128::from(MILLION);
        let exact = u128::from(quantity.0) * u128::from(self.money.picodollars());
        let rounded = (exact + divisor / 2) / divisor;
        Money::from_picodollars(u64::try_from(rounded).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(usage_type: &str) -> &'static Price {
        PriceTable::embedded().price("dynamodb", usage_type).unwrap()
    }

    #[test]
    fn the_embedded_table_is_right_and_complete() {
        let table = PriceTable::embedded();
        assert_eq!((table.region(), table.currency(), table.effective()), ("us-east-1", "USD", "2024-11-01"));
        let shown = |usage_type: &str| {
            let Price { unit, money, per, .. } = price(usage_type);
            format!("{money} for {per} {unit}")
        };
        assert_eq!(shown("ReadRequestUnits"), "$0.125 for 1000000 read request unit");
        assert_eq!(shown("WriteRequestUnits"), "$0.625 for 1000000 write request unit");
        assert_eq!(shown("ReadCapacityUnit-Hrs"), "$0.00013 for 1 read capacity unit-hour");
        assert_eq!(shown("WriteCapacityUnit-Hrs"), "$0.00065 for 1 write capacity unit-hour");
        assert_eq!(shown("TimedStorage-ByteHrs"), "$0.25 for 730 GB-hour");
        let of = |service: &str| table.prices.keys().filter(|(of, _)| of == service).count();
        assert_eq!((of("dynamodb"), of("s3"), of("athena"), table.prices.len()), (5, 3, 1, 9));
        let dollars = |service, usage_type| table.price(service, usage_type).unwrap().money.to_string();
        assert_eq!(dollars("s3", "Requests-Tier1"), "$0.005");
        assert_eq!(dollars("s3", "Requests-Tier2"), "$0.0004");
        assert_eq!(dollars("s3", "TimedStorage-ByteHrs"), "$0.023");
        assert_eq!(dollars("athena", "DataScannedInTB"), "$5.00");
    }

    #[test]
    fn a_price_is_exact_down_to_half_a_read() {
        assert_eq!(price("WriteRequestUnits").of(Quantity::whole(1)), Money::from_picodollars(625_000));
        assert_eq!(price("ReadRequestUnits").of(Quantity::halves(1)), Money::from_picodollars(62_500));
        assert_eq!(price("WriteRequestUnits").of(Quantity::whole(1_000_000)).to_string(), "$0.625");
        assert_eq!(price("TimedStorage-ByteHrs").of(Quantity::whole(730)).to_string(), "$0.25");
    }

    #[test]
    fn what_is_no_price_table_is_refused() {
        let good = include_str!("prices.toml");
        let cases = [
            (good.replace("effective = \"2024-11-01\"", "effective = \"autumn\""), "autumn"),
            (good.replace("USD", "VND"), "VND"),
            (good.replace("dollars = \"0.625\"", "dollars = \"cheap\""), "WriteRequestUnits"),
            (good.replace("per = 730", "per = 0"), "nonzero"),
            (good.replace("unit = \"GB-hour\"", "unit = \"\""), "`unit` empty"),
            (
                good.replace("\"ReadRequestUnits\"", "\"WriteRequestUnits\""),
                "two prices for dynamodb WriteRequestUnits",
            ),
            (format!("{good}\ndiscount = 1\n"), "discount"),
        ];
        for (text, expected) in cases {
            let error = PriceTable::parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }
}
