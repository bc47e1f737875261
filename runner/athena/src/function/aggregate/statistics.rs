//! Statistical aggregates: deviations and variances, correlation and regression, `geometric_mean`, `skewness`, `kurtosis`,
//! `entropy`.

use datafusion::{
    common::{Result, ScalarValue},
    functions_aggregate::{correlation, covariance, regr, stddev, variance},
};

use super::{always, function::Method, gather::Group};
use crate::function::{
    error::invalid,
    spec::{Draft, aggregate},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        aggregate("stddev", &["stddev(double) -> double"], always(stddev::stddev_udaf)),
        aggregate("stddev_samp", &["stddev_samp(double) -> double"], always(stddev::stddev_udaf)),
        aggregate("stddev_pop", &["stddev_pop(double) -> double"], always(stddev::stddev_pop_udaf)),
        aggregate("variance", &["variance(double) -> double"], always(variance::var_samp_udaf)),
        aggregate("var_samp", &["var_samp(double) -> double"], always(variance::var_samp_udaf)),
        aggregate("var_pop", &["var_pop(double) -> double"], always(variance::var_pop_udaf)),
        aggregate("corr", &["corr(double, double) -> double"], always(correlation::corr_udaf)),
        aggregate("covar_samp", &["covar_samp(double, double) -> double"], always(covariance::covar_samp_udaf)),
        aggregate("covar_pop", &["covar_pop(double, double) -> double"], always(covariance::covar_pop_udaf)),
        aggregate("regr_slope", &["regr_slope(double, double) -> double"], always(regr::regr_slope_udaf)),
        aggregate("regr_intercept", &["regr_intercept(double, double) -> double"], always(regr::regr_intercept_udaf)),
        aggregate("geometric_mean", &["geometric_mean(double) -> double"], Method::Gather(geometric_mean)),
        aggregate("skewness", &["skewness(double) -> double"], Method::Gather(skewness)),
        aggregate("kurtosis", &["kurtosis(double) -> double"], Method::Gather(kurtosis)),
        aggregate("entropy", &["entropy(double) -> double"], Method::Gather(entropy)),
    ]
}

fn double(value: Option<f64>) -> Result<ScalarValue> {
    Ok(ScalarValue::Float64(value))
}

fn geometric_mean(group: &Group<'_>) -> Result<ScalarValue> {
    let values = group.values::<f64>(0)?;
    let mean = values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64;
    double((!values.is_empty()).then(|| mean.exp()))
}

/// The count, and the sums of the second to fourth powers of the distances from the mean.
fn moments(values: &[f64]) -> (f64, f64, f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let power = |power: i32| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>();
    (count, power(2), power(3), power(4))
}

fn skewness(group: &Group<'_>) -> Result<ScalarValue> {
    let values = group.values::<f64>(0)?;
    let (n, m2, m3, _) = moments(&values);
    double((values.len() >= 3).then(|| n.sqrt() * m3 / m2.powf(1.5)))
}

fn kurtosis(group: &Group<'_>) -> Result<ScalarValue> {
    let values = group.values::<f64>(0)?;
    let (n, m2, _, m4) = moments(&values);
    let below = (n - 2.0) * (n - 3.0);
    let excess = (n - 1.0) * n * (n + 1.0) / below * m4 / (m2 * m2) - 3.0 * (n - 1.0) * (n - 1.0) / below;
    double((values.len() >= 4).then_some(excess))
}

fn entropy(group: &Group<'_>) -> Result<ScalarValue> {
    let counts = group.values::<f64>(0)?;
    if counts.iter().any(|count| *count < 0.0) {
        return Err(invalid("Entropy count argument must be non-negative"));
    }
    let total: f64 = counts.iter().sum();
    let part = |count: &f64| {
        let share = count / total;
        if share > 0.0 { -share * share.log2() } else { 0.0 }
    };
    double(Some(if total > 0.0 { counts.iter().map(part).sum() } else { 0.0 }))
}
