//! `Bill`: what AWS would have charged, added up over the worlds of a run.
//!
//! Sessions make it from their world's meter; this file only adds and keeps the order. Prices and units are the meter's
//! business (`runner/world/src/meter`).

use labs_world::meter::Quantity;
use serde::{Serialize, Serializer};

/// What was used and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Bill {
    /// One entry for each service and usage type, in that order.
    pub lines: Vec<BillLine>,
}

/// One usage type of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BillLine {
    /// Endpoint prefix: `dynamodb`.
    pub service: String,
    /// AWS's name in bills: `WriteRequestUnits`.
    pub usage_type: String,
    /// How much, in millionths of the unit.
    #[serde(serialize_with = "millionths")]
    pub quantity: Quantity,
    /// Price in picodollars (10⁻¹² USD).
    pub picodollars: u64,
}

fn millionths<S: Serializer>(quantity: &Quantity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(quantity.0)
}

impl Bill {
    /// Adds what another world used.
    pub fn add(&mut self, other: &Self) {
        for line in &other.lines {
            let key = |line: &BillLine| (line.service.clone(), line.usage_type.clone());
            match self.lines.binary_search_by_key(&key(line), key) {
                Ok(found) => {
                    if let Some(own) = self.lines.get_mut(found) {
                        own.quantity.0 = own.quantity.0.saturating_add(line.quantity.0);
                        own.picodollars = own.picodollars.saturating_add(line.picodollars);
                    }
                }
                Err(place) => self.lines.insert(place, line.clone()),
            }
        }
    }

    /// The sum in picodollars.
    #[must_use]
    pub fn picodollars(&self) -> u64 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(line.picodollars))
    }
}
