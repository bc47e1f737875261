//! The `.metadata` object beside a result: a protocol buffer with the query's id and its columns.
//!
//! Fields, as recorded: 1 query id, 2 update type, 3 update count, 4 column {1 catalog, 4 name, 5 label, 6 type, 7 precision,
//! 8 scale, 9 nullable (3 is UNKNOWN), 10 case sensitive}. Zeroes and false are left out.

use super::ColumnInfo;

const VARINT: u64 = 0;
const LENGTH_DELIMITED: u64 = 2;

/// The object's bytes.
pub(crate) fn metadata(query_id: &str, columns: &[ColumnInfo]) -> Vec<u8> {
    let mut out = Message::default();
    out.bytes(1, query_id.as_bytes());
    for column in columns {
        let mut message = Message::default();
        message.bytes(1, b"hive");
        message.bytes(4, column.name.as_bytes());
        message.bytes(5, column.name.as_bytes());
        message.bytes(6, column.data_type.as_bytes());
        message.number(7, u64::try_from(column.precision).unwrap_or(0));
        message.number(8, u64::try_from(column.scale).unwrap_or(0));
        message.number(9, 3);
        message.number(10, u64::from(column.case_sensitive));
        out.bytes(4, &message.0);
    }
    out.0
}

/// A protocol buffer in the making.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(&mut self, field: u64, value: u64) {
        if value > 0 {
            self.varint(field << 3 | VARINT);
            self.varint(value);
        }
    }

    fn bytes(&mut self, field: u64, value: &[u8]) {
        self.varint(field << 3 | LENGTH_DELIMITED);
        self.varint(value.len() as u64);
        self.0.extend_from_slice(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trino_type::TrinoType;

    #[test]
    fn the_bytes_are_a_protocol_buffer_of_the_recorded_fields() {
        let columns = [ColumnInfo::of("n", &TrinoType::Varchar(Some(300))), ColumnInfo::hive_string("s")];
        let expected = [
            b"\x0a\x02id".as_slice(),
            b"\x22\x1c\x0a\x04hive\x22\x01n\x2a\x01n\x32\x07varchar\x38\xac\x02\x48\x03\x50\x01",
            b"\x22\x16\x0a\x04hive\x22\x01s\x2a\x01s\x32\x06string\x48\x03",
        ]
        .concat();
        assert_eq!(metadata("id", &columns), expected);
    }
}
