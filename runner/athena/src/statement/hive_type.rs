//! `HiveType`: the types of columns as Hive and the Data Catalog write them: `struct<a:int,b:array<string>>`.

use std::fmt;

use super::hive::read_type;

/// A type of Hive that Athena has.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum HiveType {
    Boolean,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    Float,
    Double,
    /// Precision and scale.
    Decimal(u8, u8),
    String,
    Varchar(u32),
    Char(u32),
    Binary,
    Date,
    Timestamp,
    Array(Box<HiveType>),
    Map(Box<HiveType>, Box<HiveType>),
    Struct(Vec<StructField>),
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StructField {
    /// As it was written; DDL writes it in lower case.
    pub(crate) name: String,
    pub(crate) data_type: HiveType,
}

/// A text is no type that Athena has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a type of Hive that Athena has")]
pub(crate) struct HiveTypeError(pub(crate) String);

/// The types without parameters, as they are printed.
const SIMPLE: &[(&str, HiveType)] = &[
    ("boolean", HiveType::Boolean),
    ("tinyint", HiveType::TinyInt),
    ("smallint", HiveType::SmallInt),
    ("int", HiveType::Int),
    ("bigint", HiveType::BigInt),
    ("float", HiveType::Float),
    ("double", HiveType::Double),
    ("string", HiveType::String),
    ("binary", HiveType::Binary),
    ("date", HiveType::Date),
    ("timestamp", HiveType::Timestamp),
];

impl HiveType {
    /// The type that a text of the Data Catalog is, whoever wrote it: names of fields may hold any characters but `:`.
    pub(crate) fn parse(text: &str) -> Result<Self, HiveTypeError> {
        read_type(text).map_err(|_| HiveTypeError(text.to_owned()))
    }

    /// The type without parameters of this name, in any case; `integer` is `int`.
    pub(super) fn simple(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("integer") {
            return Some(Self::Int);
        }
        SIMPLE.iter().find(|(simple, _)| simple.eq_ignore_ascii_case(name)).map(|(_, kind)| kind.clone())
    }
}

impl fmt::Display for HiveType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Array(item) => write!(f, "array<{item}>"),
            Self::Map(key, value) => write!(f, "map<{key},{value}>"),
            Self::Struct(fields) => {
                f.write_str("struct<")?;
                for (at, StructField { name, data_type }) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { "," };
                    write!(f, "{comma}{name}:{data_type}")?;
                }
                f.write_str(">")
            }
            simple => match SIMPLE.iter().find(|(_, kind)| kind == simple) {
                Some((name, _)) => f.write_str(name),
                None => Err(fmt::Error),
            },
        }
    }
}

/// Cases and messages show types as they are written.
impl fmt::Debug for HiveType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_type() -> impl Strategy<Value = HiveType> {
        let simple = prop::sample::select(SIMPLE.iter().map(|(_, kind)| kind.clone()).collect::<Vec<_>>());
        let leaf = prop_oneof![
            simple,
            (1_u8..=38)
                .prop_flat_map(|precision| (Just(precision), 0..=precision))
                .prop_map(|(p, s)| HiveType::Decimal(p, s)),
            (1_u32..=65535).prop_map(HiveType::Varchar),
            (1_u32..=255).prop_map(HiveType::Char),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let name = prop_oneof!["[a-z][a-z0-9_]{0,5}", "[A-Za-z$@.#*/'\"` 0-9é-]{1,6}"]
                .prop_map(|name: String| name.trim().to_owned());
            let field = (name, inner.clone()).prop_filter_map("a field has a name", |(name, data_type)| {
                (!name.is_empty()).then_some(StructField { name, data_type })
            });
            prop_oneof![
                inner.clone().prop_map(|item| HiveType::Array(Box::new(item))),
                (inner.clone(), inner).prop_map(|(key, value)| HiveType::Map(Box::new(key), Box::new(value))),
                prop::collection::vec(field, 1..4).prop_map(HiveType::Struct),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(data_type in any_type()) {
            prop_assert_eq!(HiveType::parse(&data_type.to_string()), Ok(data_type));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(struct|array|map|decimal|int|<|>|:|,|\\(|\\)|1|99| |é|'|\"|`|-){0,24}") {
            let _ = HiveType::parse(&text);
        }
    }

    #[test]
    fn types_are_printed_in_one_way() {
        for (text, printed) in [
            ("INT", "int"),
            ("integer", "int"),
            ("decimal", "decimal(10,0)"),
            ("DECIMAL( 12 )", "decimal(12,0)"),
            (
                "Array < Struct< A : Int , b:map<string , varchar(5)>> >",
                "array<struct<A:int,b:map<string,varchar(5)>>>",
            ),
            ("struct<a-b:int,$oid:string>", "struct<a-b:int,$oid:string>"),
            ("struct<@x:int, it's -- so:string>", "struct<@x:int,it's -- so:string>"),
        ] {
            assert_eq!(HiveType::parse(text).map(|found| found.to_string()), Ok(printed.to_owned()), "{text}");
        }
        for wrong in [
            "",
            "foo",
            "array",
            "array<>",
            "array<int",
            "int>",
            "varchar",
            "decimal(39,0)",
            "decimal(2,3)",
            "char(256)",
            "struct<a>",
            "uniontype<int>",
        ] {
            assert_eq!(HiveType::parse(wrong), Err(HiveTypeError(wrong.to_owned())), "{wrong}");
        }
        let deep = format!("{}int{}", "array<".repeat(5000), ">".repeat(5000));
        assert!(HiveType::parse(&deep).is_err());
        let wide = format!("struct<{}>", vec!["a:int"; 50_000].join(","));
        assert!(HiveType::parse(&wide).is_ok());
    }
}
