//! Consumed capacity: what reads and writes cost, in replies and on the world's meter.
//!
//! Half units are the smallest amount there is, so everything is counted in halves. The rules are those of the developer
//! guide's page on read and write operations; transactions and indexes have rules that this version does not need.

use labs_world::meter::Meter;
use labs_world::{Document, Map};

use crate::metering::{self, Access};
use crate::request::Choice;
use crate::table::Table;

/// Bytes that one read unit covers.
const READ_BLOCK: usize = 4096;
/// Bytes that one write unit covers.
const WRITE_BLOCK: usize = 1024;

/// How fresh a read must be, which decides what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    /// Half a unit a block.
    Eventual,
    /// One unit a block.
    Strong,
}

impl Consistency {
    /// What `ConsistentRead` asks for.
    pub(crate) fn of_flag(consistent_read: Option<bool>) -> Self {
        if consistent_read == Some(true) { Self::Strong } else { Self::Eventual }
    }
}

/// What one operation consumed of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Consumed {
    access: Access,
    halves: u64,
}

impl Consumed {
    /// Reading `bytes` in all; a missing item costs as much as an empty one.
    pub(crate) fn read(bytes: usize, consistency: Consistency) -> Self {
        let blocks = blocks(bytes, READ_BLOCK);
        let halves = match consistency {
            Consistency::Eventual => blocks,
            Consistency::Strong => blocks.saturating_mul(2),
        };
        Self { access: Access::Read, halves }
    }

    /// Replacing an item of `old` bytes by one of `new` bytes; 0 for an item that is not there.
    pub(crate) fn write(old: usize, new: usize) -> Self {
        Self { access: Access::Write, halves: blocks(old.max(new), WRITE_BLOCK).saturating_mul(2) }
    }

    /// Reports it to the world's meter.
    pub(crate) fn record(self, meter: &Meter, table: &Table) {
        metering::record(meter, table, self.access, self.halves);
    }

    /// Adds `ConsumedCapacity` to a reply that asks for it.
    pub(crate) fn report(self, wanted: ReturnConsumedCapacity, table: &Table, reply: &mut Map) {
        #[expect(clippy::cast_precision_loss, reason = "a request consumes far fewer than 2^53 half units")]
        let units = Document::Float(self.halves as f64 / 2.0);
        let mut consumed = Map::from_iter([
            ("TableName".to_owned(), table.name.as_str().into()),
            ("CapacityUnits".to_owned(), units.clone()),
        ]);
        match wanted {
            ReturnConsumedCapacity::None => return,
            ReturnConsumedCapacity::Total => {}
            ReturnConsumedCapacity::Indexes => {
                let of_table = Map::from_iter([("CapacityUnits".to_owned(), units)]);
                consumed.insert("Table".to_owned(), of_table.into());
            }
        }
        reply.insert("ConsumedCapacity".to_owned(), consumed.into());
    }
}

/// Blocks that `bytes` begin; at least one.
fn blocks(bytes: usize, block: usize) -> u64 {
    u64::try_from(bytes.div_ceil(block).max(1)).unwrap_or(u64::MAX)
}

/// How much of the consumed capacity a reply shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ReturnConsumedCapacity {
    /// The total, and the table and each index apart.
    Indexes,
    /// The total.
    Total,
    /// Nothing.
    #[default]
    None,
}

impl Choice for ReturnConsumedCapacity {
    const MEMBER: &'static str = "ReturnConsumedCapacity";
    const WORDS: &'static [(&'static str, Self)] =
        &[("INDEXES", Self::Indexes), ("TOTAL", Self::Total), ("NONE", Self::None)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_cost_half_a_unit_or_one_for_each_4_kb_begun() {
        for (bytes, eventual) in [(0, 1), (1, 1), (4096, 1), (4097, 2), (409_600, 100)] {
            assert_eq!(Consumed::read(bytes, Consistency::Eventual).halves, eventual, "{bytes}");
            assert_eq!(Consumed::read(bytes, Consistency::Strong).halves, 2 * eventual, "{bytes}");
        }
    }

    #[test]
    fn writes_cost_one_unit_for_each_kb_begun_of_the_larger_item() {
        for (old, new, units) in [(0, 0, 1), (0, 1024, 1), (0, 1025, 2), (5000, 10, 5), (10, 5000, 5)] {
            assert_eq!(Consumed::write(old, new).halves, 2 * units, "{old} to {new}");
        }
    }
}
