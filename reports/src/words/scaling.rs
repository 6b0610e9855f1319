//! How far a subject scales, in words.

use crate::analysis::model::Workload;
use crate::numbers::{count, percent, rate, three};
use crate::stats::{Cost, Fitted, LEAST_COUNTS, Law, Refusal};

/// Of each curve of a workload its COST, and the law that it follows or why none is told. Nothing where all are refused for one reason:
/// [`refused`] says that once.
pub(crate) fn lines(w: &Workload) -> Vec<(&str, String)> {
    if the_same_for_all(w).is_some() {
        return Vec::new();
    }
    let line = |subject| {
        let law = w.laws.get(subject)?;
        let said = match law {
            Ok(law) => law_words(law),
            Err(refusal) => format!("no law, for {refusal}"),
        };
        Some((subject, format!("{}; {said}.", cost_words(w, subject))))
    };
    super::subjects(w).into_iter().filter_map(line).collect()
}

/// Why no curve of a workload has a law, where one reason holds for all of them.
pub(crate) fn refused(w: &Workload) -> Option<String> {
    the_same_for_all(w)
        .map(|refusal| format!("No law of scalability is told of these curves, for {refusal}."))
}

/// Why no curve of the whole report has one.
pub(crate) fn unfitted(most: usize) -> String {
    let most = count(most as u64, "number", "numbers");
    format!(
        "not told: it takes {LEAST_COUNTS} numbers of threads with a core each, and these curves have {most} at most"
    )
}

fn the_same_for_all(w: &Workload) -> Option<Refusal> {
    let mut laws = w.laws.values();
    let first = (*laws.next()?).err()?;
    // σ and residuals are each curve's own, even where they happen to be alike.
    let is_own = matches!(first, Refusal::Sigma(_) | Refusal::SigmaUpTo(_) | Refusal::Rms(_));
    (!is_own && laws.all(|law| *law == Err(first))).then_some(first)
}

fn cost_words(w: &Workload, subject: &str) -> String {
    match (w.costs.get(subject), &w.best_single) {
        (Some(Cost::Threads(n)), _) => format!("COST {n}"),
        (Some(Cost::NoneUpTo(n)), Some(best)) => {
            let threads = count((*n).into(), "thread", "threads");
            format!("COST ∞ (up to {threads} it never beats the best single thread, {best})")
        }
        _ => "no COST".into(),
    }
}

fn law_words(law: &Law) -> String {
    let (first, last) = law.range;
    let mut said = format!(
        "{first} to {last} threads: λ {} ({} – {}), σ {}, κ {}, residuals {}",
        rate(law.lambda.value),
        rate(law.lambda.low),
        rate(law.lambda.high),
        fitted(&law.sigma),
        fitted(&law.kappa),
        percent(law.rms)
    );
    if let Some(peak) = &law.peak {
        let ends = format!(
            "{:.0} to {}",
            peak.low,
            if peak.high.is_finite() { format!("{:.0}", peak.high) } else { "∞".into() }
        );
        said += &format!(
            ", most throughput near {} ({ends})",
            count(peak.value.round() as u64, "thread", "threads")
        );
    }
    said
}

fn fitted(x: &Fitted) -> String {
    format!("{} ({} – {})", small(x.value), small(x.low), small(x.high))
}

/// A loss: what is under a millionth is nothing.
fn small(x: f64) -> String {
    if x < 1e-6 { "0".into() } else { three(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_says_its_range_its_losses_and_its_peak() {
        let exactly = |value| Fitted { value, low: value, high: value };
        let law = Law {
            lambda: Fitted { value: 1e8, low: 9.8e7, high: 1.03e8 },
            sigma: Fitted { value: 0.05, low: 0.04, high: 0.061 },
            kappa: Fitted { value: 0.001, low: 1e-9, high: 0.0012 },
            peak: Some(Fitted { high: f64::INFINITY, ..exactly(30.8) }),
            rms: 0.012,
            range: (1, 24),
        };
        assert_eq!(
            law_words(&law),
            "1 to 24 threads: λ 100\u{a0}M/s (98.0\u{a0}M/s – 103\u{a0}M/s), σ 0.0500 (0.0400 – 0.0610), κ 0.00100 (0 – 0.00120), residuals 1\u{a0}%, most throughput near \
             31 threads (31 to ∞)"
        );
    }
}
