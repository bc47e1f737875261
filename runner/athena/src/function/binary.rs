//! Binary functions: encodings and digests. Digests take and give varbinary.
//!
//! Source: Trino's "Binary functions and operators".

use base64::{
    Engine as _,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig,
        general_purpose::{STANDARD, URL_SAFE},
    },
};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use twox_hash::XxHash64;

use datafusion::common::{DataFusionError, Result};

use super::{
    error::{invalid, wrong_column},
    spec::{Draft, scalar},
};

const STANDARD_ANY_PADDING: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, ANY_PADDING);
const URL_ANY_PADDING: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, ANY_PADDING);
const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let digest = |name, text: &'static str, f: fn(&[u8]) -> Vec<u8>| scalar(name, &[text], move |call| call.map1(f));
    vec![
        digest("md5", "md5(varbinary) -> varbinary", |bytes| Md5::digest(bytes).to_vec()),
        digest("sha1", "sha1(varbinary) -> varbinary", |bytes| Sha1::digest(bytes).to_vec()),
        digest("sha256", "sha256(varbinary) -> varbinary", |bytes| Sha256::digest(bytes).to_vec()),
        digest("sha512", "sha512(varbinary) -> varbinary", |bytes| Sha512::digest(bytes).to_vec()),
        digest("xxhash64", "xxhash64(varbinary) -> varbinary", |bytes| {
            XxHash64::oneshot(0, bytes).to_be_bytes().to_vec()
        }),
        scalar("crc32", &["crc32(varbinary) -> bigint"], |call| {
            call.map1(|bytes: &[u8]| i64::from(crc32fast::hash(bytes)))
        }),
        scalar("hmac_md5", &["hmac_md5(varbinary, varbinary) -> varbinary"], |call| {
            call.map2(|bytes: &[u8], key: &[u8]| hmac(Hmac::<Md5>::new_from_slice(key), bytes))
        }),
        scalar("hmac_sha1", &["hmac_sha1(varbinary, varbinary) -> varbinary"], |call| {
            call.map2(|bytes: &[u8], key: &[u8]| hmac(Hmac::<Sha1>::new_from_slice(key), bytes))
        }),
        scalar("hmac_sha256", &["hmac_sha256(varbinary, varbinary) -> varbinary"], |call| {
            call.map2(|bytes: &[u8], key: &[u8]| hmac(Hmac::<Sha256>::new_from_slice(key), bytes))
        }),
        scalar("hmac_sha512", &["hmac_sha512(varbinary, varbinary) -> varbinary"], |call| {
            call.map2(|bytes: &[u8], key: &[u8]| hmac(Hmac::<Sha512>::new_from_slice(key), bytes))
        }),
        scalar("to_hex", &["to_hex(varbinary) -> varchar"], |call| {
            call.map1(|bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>())
        }),
        scalar("from_hex", &["from_hex(varchar) -> varbinary", "from_hex(varbinary) -> varbinary"], |call| match call
            .types
        {
            [crate::trino_type::TrinoType::Varbinary] => call.map1(from_hex),
            _ => call.map1(|text: &str| from_hex(text.as_bytes())),
        }),
        scalar("to_base64", &["to_base64(varbinary) -> varchar"], |call| {
            call.map1(|bytes: &[u8]| STANDARD.encode(bytes))
        }),
        scalar("to_base64url", &["to_base64url(varbinary) -> varchar"], |call| {
            call.map1(|bytes: &[u8]| URL_SAFE.encode(bytes))
        }),
        scalar("from_base64", &["from_base64(varchar) -> varbinary", "from_base64(varbinary) -> varbinary"], |call| {
            from_base64(call, &STANDARD_ANY_PADDING)
        }),
        scalar(
            "from_base64url",
            &["from_base64url(varchar) -> varbinary", "from_base64url(varbinary) -> varbinary"],
            |call| from_base64(call, &URL_ANY_PADDING),
        ),
        scalar("to_big_endian_64", &["to_big_endian_64(bigint) -> varbinary"], |call| {
            call.map1(|value: i64| value.to_be_bytes().to_vec())
        }),
        scalar("from_big_endian_64", &["from_big_endian_64(varbinary) -> bigint"], |call| {
            call.map1(|bytes: &[u8]| {
                <[u8; 8]>::try_from(bytes).map(i64::from_be_bytes).map_err(|_| {
                    invalid("expected 8-byte input, but got instead: ".to_owned() + &bytes.len().to_string())
                })
            })
        }),
        scalar("to_big_endian_32", &["to_big_endian_32(integer) -> varbinary"], |call| {
            call.map1(|value: i32| value.to_be_bytes().to_vec())
        }),
        scalar("from_big_endian_32", &["from_big_endian_32(varbinary) -> integer"], |call| {
            call.map1(|bytes: &[u8]| {
                <[u8; 4]>::try_from(bytes).map(i32::from_be_bytes).map_err(|_| {
                    invalid("expected 4-byte input, but got instead: ".to_owned() + &bytes.len().to_string())
                })
            })
        }),
        scalar("to_ieee754_64", &["to_ieee754_64(double) -> varbinary"], |call| {
            call.map1(|value: f64| value.to_be_bytes().to_vec())
        }),
        scalar("from_ieee754_64", &["from_ieee754_64(varbinary) -> double"], |call| {
            call.map1(|bytes: &[u8]| {
                <[u8; 8]>::try_from(bytes)
                    .map(f64::from_be_bytes)
                    .map_err(|_| invalid("Input floating-point value must be exactly 8 bytes long"))
            })
        }),
    ]
}

fn hmac<M: Mac, E>(mac: Result<M, E>, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut mac = mac.map_err(|_| wrong_column("hmac"))?;
    mac.update(bytes);
    Ok(mac.finalize().into_bytes().to_vec())
}

fn from_hex(digits: &[u8]) -> Result<Vec<u8>, DataFusionError> {
    let bad = || invalid(format!("The input string must be a hex string: {}", String::from_utf8_lossy(digits)));
    if !digits.len().is_multiple_of(2) {
        return Err(bad());
    }
    digits
        .chunks(2)
        .map(|pair| {
            let digit = |at: usize| pair.get(at).and_then(|digit| char::from(*digit).to_digit(16));
            digit(0).zip(digit(1)).map(|(high, low)| (high * 16 + low) as u8).ok_or_else(bad)
        })
        .collect()
}

fn from_base64(call: &super::scalar::Call<'_>, engine: &GeneralPurpose) -> Result<datafusion::arrow::array::ArrayRef> {
    let decode =
        |bytes: &[u8]| engine.decode(bytes).map_err(|error| invalid(format!("Not a valid base64 string: {error}")));
    match call.types {
        [crate::trino_type::TrinoType::Varbinary] => call.map1(|bytes: &[u8]| decode(bytes)),
        _ => call.map1(|text: &str| decode(text.as_bytes())),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, BinaryArray};

    use crate::{
        function::testing::{call, failure, show, show_columns, type_of},
        trino_type::TrinoType,
    };

    fn bytes(values: &[&str]) -> ArrayRef {
        Arc::new(BinaryArray::from_iter_values(values.iter().map(|value| value.as_bytes())))
    }

    fn hex(name: &str, columns: Vec<ArrayRef>) -> Vec<String> {
        show_columns("to_hex", vec![call(name, columns).unwrap()])
    }

    #[test]
    fn digests_take_and_give_bytes() {
        assert_eq!(hex("md5", vec![bytes(&["abc"])]), ["900150983CD24FB0D6963F7D28E17F72"]);
        assert_eq!(hex("sha1", vec![bytes(&["abc"])]), ["A9993E364706816ABA3E25717850C26C9CD0D89D"]);
        assert!(hex("sha256", vec![bytes(&["abc"])])[0].starts_with("BA7816BF8F01CFEA"));
        assert_eq!(hex("xxhash64", vec![bytes(&[""])]), ["EF46DB3751D8E999"]);
        assert_eq!(show_columns("crc32", vec![bytes(&["123456789"])]), ["3421780262"]);
        assert_eq!(
            hex("hmac_md5", vec![bytes(&["what do ya want for nothing?"]), bytes(&["Jefe"])]),
            ["750C783E6AB0B503EAA86E310A5DB738"]
        );
        assert!(type_of("md5", &[TrinoType::Varchar(None)]).starts_with("Unexpected parameters (varchar)"));
    }

    #[test]
    fn encodings_there_and_back() {
        assert_eq!(hex("from_hex", vec![crate::function::testing::text(&["00ff", ""])]), ["00FF", ""]);
        assert!(failure("from_hex", &[&["0"]]).contains("hex string"));
        assert_eq!(show_columns("to_base64", vec![bytes(&["a?>"])]), ["YT8+"]);
        assert_eq!(show_columns("to_base64url", vec![bytes(&["a?>"])]), ["YT8-"]);
        assert_eq!(hex("from_base64", vec![crate::function::testing::text(&["YQ==", "YQ"])]), ["61", "61"]);
        assert_eq!(show("to_utf8", &[&["hi"]]), ["68 69"]);
    }
}
