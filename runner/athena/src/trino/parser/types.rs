//! Types as they are written: `varchar(3)`, `array(row(a bigint, b varchar))`, `timestamp(6) with time zone`.

use super::{Parsed, Parser};
use crate::{
    query_error::{ErrorKind, Position, QueryError},
    trino::lexer::Token,
    trino_type::TrinoType,
};

impl Parser {
    pub(super) fn data_type(&mut self) -> Parsed<TrinoType> {
        self.nested(Self::type_postfix)
    }

    fn type_postfix(&mut self) -> Parsed<TrinoType> {
        let mut kind = self.plain_type()?;
        // `bigint ARRAY` is the standard's way to write `array(bigint)`.
        while self.is_word("ARRAY") {
            self.skip();
            kind = TrinoType::Array(Box::new(kind));
        }
        Ok(kind)
    }

    fn plain_type(&mut self) -> Parsed<TrinoType> {
        let at = self.at();
        let Token::Word(word) = &self.peek().token else { return Err(self.mismatched(&["<type>"])) };
        let word = word.to_ascii_lowercase();
        self.skip();
        Ok(match word.as_str() {
            "boolean" => TrinoType::Boolean,
            "tinyint" => TrinoType::TinyInt,
            "smallint" => TrinoType::SmallInt,
            "integer" | "int" => TrinoType::Integer,
            "bigint" => TrinoType::BigInt,
            "real" => TrinoType::Real,
            "double" => {
                self.eat_word("PRECISION");
                TrinoType::Double
            }
            "decimal" | "dec" | "numeric" => self.decimal(at)?,
            "varchar" => match self.lengths()?.as_slice() {
                [] => TrinoType::Varchar(None),
                [length] => TrinoType::Varchar(Some(*length)),
                _ => return Err(unknown(at, "varchar")),
            },
            "char" => match self.lengths()?.as_slice() {
                [] => TrinoType::Char(1),
                [length] => TrinoType::Char(*length),
                _ => return Err(unknown(at, "char")),
            },
            "varbinary" => TrinoType::Varbinary,
            "json" => TrinoType::Json,
            "date" => TrinoType::Date,
            "time" => {
                let digits = self.digits(at)?;
                if self.zoned_type()? {
                    return Err(self.unsupported(at, "The type time with time zone is not supported by this engine"));
                }
                TrinoType::Time(digits)
            }
            "timestamp" => {
                let digits = self.digits(at)?;
                if self.zoned_type()? { TrinoType::TimestampWithTimeZone(digits) } else { TrinoType::Timestamp(digits) }
            }
            "interval" => {
                if self.eat_words(&["YEAR", "TO", "MONTH"]) {
                    TrinoType::IntervalYearToMonth
                } else if self.eat_words(&["DAY", "TO", "SECOND"]) {
                    TrinoType::IntervalDayToSecond
                } else {
                    return Err(self.mismatched(&["'DAY'", "'YEAR'"]));
                }
            }
            "array" => {
                let close = self.open_type()?;
                let item = self.data_type()?;
                self.expect_symbol(close)?;
                TrinoType::Array(Box::new(item))
            }
            "map" => {
                let close = self.open_type()?;
                let key = self.data_type()?;
                self.expect_symbol(",")?;
                let value = self.data_type()?;
                self.expect_symbol(close)?;
                TrinoType::Map(Box::new(key), Box::new(value))
            }
            "row" => {
                self.expect_symbol("(")?;
                let mut fields = vec![self.field()?];
                while self.eat_symbol(",") {
                    fields.push(self.field()?);
                }
                self.expect_symbol(")")?;
                TrinoType::Row(fields)
            }
            "ipaddress" | "uuid" | "hyperloglog" | "p4hyperloglog" | "qdigest" | "tdigest" | "setdigest"
            | "geometry" => {
                return Err(self.unsupported(at, format!("The type {word} is not supported by this engine")));
            }
            _ => return Err(unknown(at, &word)),
        })
    }

    /// `bigint` or `id bigint`.
    fn field(&mut self) -> Parsed<(Option<String>, TrinoType)> {
        let named = match &self.ahead(1).token {
            Token::Symbol(_) | Token::End => false,
            // `double precision`, `timestamp with time zone`, `interval day to second`, `bigint array`
            Token::Word(word) => {
                !["precision", "with", "without", "array"].contains(&word.to_ascii_lowercase().as_str())
                    && !(self.is_word("interval")
                        && (self.is_word_at(1, "year") || self.is_word_at(1, "day"))
                        && self.is_word_at(2, "to"))
            }
            _ => true,
        };
        let name = if named { Some(self.name()?.text) } else { None };
        Ok((name, self.data_type()?))
    }

    fn decimal(&mut self, at: Position) -> Parsed<TrinoType> {
        let (precision, scale) = match self.lengths()?.as_slice() {
            [] => (38, 0),
            [precision] => (*precision, 0),
            [precision, scale] => (*precision, *scale),
            _ => return Err(unknown(at, "decimal")),
        };
        if !(1..=38).contains(&precision) {
            let message = format!("DECIMAL precision must be in range [1, 38]: {precision}");
            return Err(QueryError::at(ErrorKind::InvalidFunctionArgument, at, message));
        }
        if scale > precision {
            let message = format!("DECIMAL scale must be in range [0, precision ({precision})]: {scale}");
            return Err(QueryError::at(ErrorKind::InvalidFunctionArgument, at, message));
        }
        let byte = |number: u32| u8::try_from(number).unwrap_or(38);
        Ok(TrinoType::Decimal(byte(precision), byte(scale).cast_signed()))
    }

    /// `(p)` of times: the digits of a second.
    fn digits(&mut self, at: Position) -> Parsed<u8> {
        match self.lengths()?.as_slice() {
            [] => Ok(3),
            [digits @ 0..=9] => Ok(u8::try_from(*digits).unwrap_or(9)),
            _ => {
                Err(self
                    .unsupported(at, "Times with a precision of more than 9 digits are not supported by this engine"))
            }
        }
    }

    fn zoned_type(&mut self) -> Parsed<bool> {
        Ok(!self.eat_words(&["WITHOUT", "TIME", "ZONE"]) && self.eat_words(&["WITH", "TIME", "ZONE"]))
    }

    /// `array(…)` and the older `array<…>`.
    fn open_type(&mut self) -> Parsed<&'static str> {
        if self.eat_symbol("(") {
            Ok(")")
        } else if self.eat_symbol("<") {
            Ok(">")
        } else {
            Err(self.mismatched(&["'('", "'<'"]))
        }
    }

    /// `(10, 2)`
    fn lengths(&mut self) -> Parsed<Vec<u32>> {
        let mut numbers = Vec::new();
        if !self.eat_symbol("(") {
            return Ok(numbers);
        }
        loop {
            let number = match &self.peek().token {
                Token::Integer(digits) => digits.parse().ok(),
                _ => None,
            };
            numbers.push(number.ok_or_else(|| self.mismatched(&["<integer>"]))?);
            self.skip();
            if !self.eat_symbol(",") {
                break;
            }
        }
        self.expect_symbol(")")?;
        Ok(numbers)
    }
}

fn unknown(at: Position, name: &str) -> QueryError {
    QueryError::at(ErrorKind::TypeMismatch, at, format!("Unknown type: {name}"))
}
