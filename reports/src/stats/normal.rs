//! The tail of the normal distribution.

/// Probability that a standard normal variable exceeds `z`; absolute error below 1e-12.
pub fn upper_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - upper_tail(-z);
    }
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if z < 4.0 {
        // Series of the integral from 0 to z: terms z^(2k+1) / (1 3 5 ... (2k+1)).
        let (mut term, mut sum, mut odd) = (z, z, 1.0);
        while term > sum * 1e-17 {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        return 0.5 - density * sum;
    }
    // Continued fraction of Mills' ratio, z + 1/(z + 2/(z + 3/...)), evaluated from the inside.
    let fraction = (1..=60).rev().fold(z, |inner, k| z + f64::from(k) / inner);
    density / fraction
}
