//! `Bill`: what AWS would have charged for some usage.

use serde::Serialize;

use super::{Money, PriceTable, Quantity, Usage};

/// One line a service and usage type, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bill {
    /// What was used.
    pub lines: Vec<BillLine>,
    /// The day from which the prices hold: `2024-11-01`.
    pub prices_effective: String,
    /// The region whose prices these are: `us-east-1`.
    pub prices_region: String,
}

/// One usage type of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BillLine {
    /// Endpoint prefix: `dynamodb`.
    pub service: String,
    /// AWS's name in bills: `WriteRequestUnits`.
    pub usage_type: String,
    /// How much was used.
    pub quantity: Quantity,
    /// What it costs; `None` when the price table has no price for it, which is not the same as free.
    pub charge: Option<Charge>,
}

/// The price of a line and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Charge {
    /// What the quantity counts: `write request unit`.
    pub unit: String,
    /// What [`Charge::per`] units cost.
    pub price: Money,
    /// How many units [`Charge::price`] buys.
    pub per: u64,
    /// What the quantity comes to.
    pub amount: Money,
}

impl Bill {
    /// The bill for what was used between `mark` and `usage`. Amounts are differences of what both cost from the start,
    /// so the bills of consecutive steps add up to the bill of all of them to the picodollar.
    pub(super) fn between(prices: &PriceTable, mark: &Usage, usage: &Usage) -> Self {
        let line = |(service, usage_type, quantity): (&str, &str, Quantity)| {
            let charge = prices.price(service, usage_type).map(|price| Charge {
                unit: price.unit.clone(),
                price: price.money,
                per: price.per.get(),
                amount: price.of(usage.of(service, usage_type)).minus(price.of(mark.of(service, usage_type))),
            });
            BillLine { service: service.to_owned(), usage_type: usage_type.to_owned(), quantity, charge }
        };
        Self {
            lines: usage.since(mark).iter().map(line).collect(),
            prices_effective: prices.effective().to_owned(),
            prices_region: prices.region().to_owned(),
        }
    }

    /// The sum of all lines that have a price.
    #[must_use]
    pub fn total(&self) -> Money {
        self.lines.iter().map(BillLine::amount).sum()
    }

    /// The lines that have no price, and whose cost [`Bill::total`] therefore leaves out.
    pub fn unpriced(&self) -> impl Iterator<Item = &BillLine> {
        self.lines.iter().filter(|line| line.charge.is_none())
    }

    /// Adds another bill, such as that of another world of the same run.
    pub fn add(&mut self, other: &Self) {
        for line in &other.lines {
            let key = (&line.service, &line.usage_type);
            match self.lines.binary_search_by(|own| (&own.service, &own.usage_type).cmp(&key)) {
                Ok(found) => self.lines.iter_mut().skip(found).take(1).for_each(|own| own.absorb(line)),
                Err(place) => self.lines.insert(place, line.clone()),
            }
        }
    }
}

impl BillLine {
    /// What the line comes to; nothing for a line without a price.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.charge.as_ref().map_or(Money::ZERO, |charge| charge.amount)
    }

    fn absorb(&mut self, other: &Self) {
        self.quantity = self.quantity.plus(other.quantity);
        if let Some(charge) = &mut self.charge {
            charge.amount = charge.amount.plus(other.amount());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(writes: u64, parades: u64) -> Usage {
        let mut usage = Usage::default();
        usage.add("dynamodb", "WriteRequestUnits", Quantity::whole(writes));
        usage.add("circus", "Parades", Quantity::whole(parades));
        usage
    }

    fn bill(from: &Usage, to: &Usage) -> Bill {
        Bill::between(PriceTable::embedded(), from, to)
    }

    #[test]
    fn what_has_no_price_is_shown_and_never_free() {
        let bill = bill(&Usage::default(), &usage(2, 1));
        let unpriced: Vec<_> = bill.unpriced().map(|line| line.usage_type.as_str()).collect();
        assert_eq!(unpriced, ["Parades"]);
        assert_eq!(bill.total().to_string(), "$0.00000125");
        assert_eq!(bill.prices_effective, "2024-11-01");
    }

    #[test]
    fn lines_come_in_the_order_of_their_names() {
        let services: Vec<_> =
            bill(&Usage::default(), &usage(2, 1)).lines.into_iter().map(|line| line.service).collect();
        assert_eq!(services, ["circus", "dynamodb"]);
    }

    #[test]
    fn the_bills_of_steps_add_up_to_the_bill_of_all() {
        // A third of a picodollar each: rounding every step for itself would lose it.
        let prices = PriceTable::parse(
            "effective = '2026-01-01'\nregion = 'x'\ncurrency = 'USD'\n[[price]]\nservice = 's'\nusage_type = 'u'\n\
             unit = 'u'\ndollars = '0.000000000001'\nper = 3\nsource = 'x'\n",
        );
        let prices = prices.unwrap();
        let at = |units| {
            let mut usage = Usage::default();
            usage.add("s", "u", Quantity::whole(units));
            usage
        };
        let mut sum = Bill::between(&prices, &at(0), &at(1));
        for step in 1..6 {
            sum.add(&Bill::between(&prices, &at(step), &at(step + 1)));
        }
        assert_eq!(sum, Bill::between(&prices, &at(0), &at(6)));
        assert_eq!(sum.total(), Money::from_picodollars(2));
    }

    #[test]
    fn a_step_that_used_nothing_has_an_empty_bill() {
        assert_eq!(bill(&usage(2, 1), &usage(2, 1)).lines, []);
    }
}
