//! The meter: what engines used, and the bill that AWS would have sent for it.
//!
//! Engines report usage in AWS's own units to a [`Meter`]; the dated [`PriceTable`] (`prices.toml`) turns it into a
//! [`Bill`]. Quantities are whole millionths and money is whole picodollars, so sums do not depend on the order of
//! reports. What has no price is shown as unpriced and never counted as free. Nothing here knows a service.

mod bill;
mod money;
mod prices;
mod quantity;
mod recording;
mod standing;
mod usage;

pub use bill::{Bill, BillLine, Charge};
pub use money::{Money, ParseMoneyError};
pub use prices::{Price, PriceTable, PriceTableError};
pub use quantity::Quantity;
pub(crate) use recording::MeterState;
pub use recording::{Meter, StandingError};
pub use usage::Usage;
