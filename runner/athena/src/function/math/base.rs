//! `from_base`, `to_base`.

use datafusion::common::Result;

use crate::function::{
    error::invalid,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("from_base", &["from_base(varchar, bigint) -> bigint"], |call| {
            call.map2(|text: &str, radix: i64| {
                let radix = checked(radix)?;
                i64::from_str_radix(text, radix)
                    .map_err(|_| invalid(format!("Not a valid base-{radix} number: {text}")))
            })
        }),
        scalar("to_base", &["to_base(bigint, bigint) -> varchar"], |call| {
            call.map2(|value: i64, radix: i64| {
                let radix = checked(radix)?;
                let mut rest = value.unsigned_abs();
                let mut digits = Vec::new();
                loop {
                    digits.extend(char::from_digit((rest % u64::from(radix)) as u32, radix));
                    rest /= u64::from(radix);
                    if rest == 0 {
                        break;
                    }
                }
                digits.extend((value < 0).then_some('-'));
                Ok(digits.into_iter().rev().collect::<String>())
            })
        }),
    ]
}

fn checked(radix: i64) -> Result<u32> {
    match radix {
        2..=36 => Ok(radix as u32),
        _ => Err(invalid("Radix must be between 2 and 36")),
    }
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure_columns, int, show_columns, text};

    #[test]
    fn bases_there_and_back() {
        assert_eq!(show_columns("to_base", vec![int(&[255, -10, 0]), int(&[16, 2, 36])]), ["ff", "-1010", "0"]);
        assert_eq!(show_columns("from_base", vec![text(&["ff", "-1010"]), int(&[16, 2])]), ["255", "-10"]);
        assert_eq!(failure_columns("from_base", vec![text(&["xyz"]), int(&[10])]), "Not a valid base-10 number: xyz");
        assert_eq!(failure_columns("to_base", vec![int(&[1]), int(&[1])]), "Radix must be between 2 and 36");
    }
}
