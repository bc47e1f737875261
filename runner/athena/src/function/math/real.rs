//! Functions of doubles.

use std::f64::consts;

use crate::{
    function::spec::{Draft, scalar},
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    let one = |name, texts: &[&'static str], f: fn(f64) -> f64| scalar(name, texts, move |call| call.map1(f));
    let none = |name, texts: &[&'static str], value: f64| scalar(name, texts, move |call| call.rows(|_| value));
    let mut rows = vec![
        one("acos", &["acos(double) -> double"], f64::acos),
        one("asin", &["asin(double) -> double"], f64::asin),
        one("atan", &["atan(double) -> double"], f64::atan),
        one("cbrt", &["cbrt(double) -> double"], f64::cbrt),
        one("cos", &["cos(double) -> double"], f64::cos),
        one("cosh", &["cosh(double) -> double"], f64::cosh),
        one("degrees", &["degrees(double) -> double"], f64::to_degrees),
        one("exp", &["exp(double) -> double"], f64::exp),
        one("ln", &["ln(double) -> double"], f64::ln),
        one("log2", &["log2(double) -> double"], f64::log2),
        one("log10", &["log10(double) -> double"], f64::log10),
        one("radians", &["radians(double) -> double"], f64::to_radians),
        one("sin", &["sin(double) -> double"], f64::sin),
        one("sinh", &["sinh(double) -> double"], f64::sinh),
        one("sqrt", &["sqrt(double) -> double"], f64::sqrt),
        one("tan", &["tan(double) -> double"], f64::tan),
        one("tanh", &["tanh(double) -> double"], f64::tanh),
        none("e", &["e() -> double"], consts::E),
        none("infinity", &["infinity() -> double"], f64::INFINITY),
        none("nan", &["nan() -> double"], f64::NAN),
        none("pi", &["pi() -> double"], consts::PI),
        scalar("atan2", &["atan2(double, double) -> double"], |call| call.map2(f64::atan2)),
        scalar("log", &["log(double, double) -> double"], |call| call.map2(|base: f64, x: f64| x.ln() / base.ln())),
        scalar("power", &["power(double, double) -> double"], |call| call.map2(f64::powf)),
        scalar("pow", &["pow(double, double) -> double"], |call| call.map2(f64::powf)),
    ];
    type Test = (&'static str, [&'static str; 2], fn(f64) -> bool);
    let tests: [Test; 3] = [
        ("is_nan", ["is_nan(double) -> boolean", "is_nan(real) -> boolean"], f64::is_nan),
        ("is_finite", ["is_finite(double) -> boolean", "is_finite(real) -> boolean"], f64::is_finite),
        ("is_infinite", ["is_infinite(double) -> boolean", "is_infinite(real) -> boolean"], f64::is_infinite),
    ];
    rows.extend(tests.into_iter().map(|(name, texts, test)| {
        scalar(name, &texts, move |call| match call.types {
            [TrinoType::Real] => call.map1(|value: f32| test(value.into())),
            _ => call.map1(test),
        })
    }));
    rows
}

#[cfg(test)]
mod tests {
    use crate::{
        function::testing::{double, integer, show_columns, type_of},
        trino_type::TrinoType,
    };

    #[test]
    fn doubles() {
        assert_eq!(show_columns("log", vec![double(&[2.0]), double(&[64.0])]), ["6.0"]);
        assert_eq!(show_columns("sqrt", vec![double(&[16.0, -1.0])]), ["4.0", "NaN"]);
        assert_eq!(show_columns("power", vec![integer(&[2]), integer(&[10])]), ["1024.0"]);
        assert_eq!(show_columns("is_nan", vec![double(&[f64::NAN, 0.0])]), ["true", "false"]);
        assert_eq!(show_columns("pi", vec![]), ["3.141592653589793"]);
    }

    #[test]
    fn text_is_refused() {
        assert_eq!(
            type_of("sqrt", &[TrinoType::Varchar(None)]),
            "Unexpected parameters (varchar) for function sqrt. Expected: sqrt(double)"
        );
    }
}
