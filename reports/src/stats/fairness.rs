//! How evenly threads were served.

/// Jain's index (Jain, Chiu, Hawe 1984): (sum x)^2 / (n sum x^2). 1 when all got the same, 1/n when one got everything.
///
/// None without threads, or when nobody got anything.
pub fn jain(per_thread: &[u64]) -> Option<f64> {
    let n = per_thread.len() as f64;
    // Scaled by the largest share first: squares of counts near 2^64 would lose the small ones.
    let most = *per_thread.iter().max()? as f64;
    if most == 0.0 {
        return None;
    }
    let shares = per_thread.iter().map(|&x| x as f64 / most);
    let (sum, squares) = shares.fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
    Some((sum * sum / (n * squares)).clamp(1.0 / n, 1.0))
}

/// The best served thread's operations over the worst served one's; infinity when one got nothing.
///
/// None without threads, or when nobody got anything.
pub fn max_over_min(per_thread: &[u64]) -> Option<f64> {
    let (&most, &least) = (per_thread.iter().max()?, per_thread.iter().min()?);
    match (most, least) {
        (0, _) => None,
        (_, 0) => Some(f64::INFINITY),
        _ => Some(most as f64 / least as f64),
    }
}
