//! Axes of ratios: logarithmic, around 1.

use super::pen::log_ticks;
use super::scale::Scale;

/// Up to this factor from end to end, round steps lie closer to each other than powers do.
const SHORT: f64 = 4.0;
/// What a label takes along the axis, in pixels, with the air around it.
const LABEL: i32 = 48;

/// From a little below the least to a little above the largest, 1 included; at least a factor of 1.2.
pub(super) fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let told = values.filter(|v| v.is_finite() && *v > 0.0).chain([1.0]);
    let (low, high) = told.fold((1.0_f64, 1.0_f64), |(low, high), v| (low.min(v), high.max(v)));
    let pad = (high / low).powf(0.06).max(1.2_f64.sqrt());
    (low / pad, high * pad)
}

/// Round values of such a range with their labels, ascending; powers of ten alone where more would not fit on so many pixels.
pub(super) fn ticks((low, high): (f64, f64), (left, right): (i32, i32)) -> Vec<(f64, String)> {
    let room = (right - left) / LABEL;
    if high / low > SHORT {
        let all = log_ticks(low, high);
        let crowded = all.len() as i32 > room;
        let is_power = |t: &f64| (t.log10() - t.log10().round()).abs() < 1e-9;
        let powers = all.iter().filter(|t| is_power(t)).count();
        let kept = all.into_iter().filter(|t| !crowded || powers < 2 || is_power(t));
        return kept.map(|t| (t, format!("{t}×"))).collect();
    }
    let ticks = Scale::linear((low, high), (left, right)).round_ticks(room.clamp(2, 6) as usize);
    let step = ticks.windows(2).map(|t| t[1] - t[0]).fold(f64::INFINITY, f64::min);
    let digits = if step < 0.099 { 2 } else { 1 };
    ticks.into_iter().map(|t| (t, format!("{t:.digits$}×"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, room: i32) -> Vec<String> {
        ticks((low, high), (100, 100 + room)).into_iter().map(|(_, said)| said).collect()
    }

    #[test]
    fn a_range_holds_1_and_is_never_a_point() {
        assert!(matches!(range([].into_iter()), (low, high) if low < 0.95 && high > 1.05));
        let (low, high) = range([2.0, f64::NAN, f64::INFINITY, 0.0, -1.0].into_iter());
        assert!(low < 1.0 && low > 0.5 && high > 2.0 && high < 4.0, "{low} {high}");
    }

    #[test]
    fn ticks_are_round_and_named_as_exactly_as_they_must_be() {
        assert_eq!(labels(0.89, 1.21, 300), ["0.90×", "0.95×", "1.00×", "1.05×", "1.10×", "1.15×", "1.20×"]);
        assert_eq!(labels(0.7, 1.8, 300), ["0.8×", "1.0×", "1.2×", "1.4×", "1.6×", "1.8×"]);
        assert_eq!(labels(0.4, 9.0, 300), ["0.5×", "1×", "2×", "5×"]);
    }

    #[test]
    fn where_there_is_little_room_there_are_few_ticks() {
        assert_eq!(labels(0.02, 3.0, 130), ["0.1×", "1×"]);
        assert_eq!(labels(0.7, 1.8, 120), ["1.0×", "1.5×"]);
        assert_eq!(labels(0.4, 9.0, 100), ["0.5×", "1×", "2×", "5×"], "one power alone tells no scale");
    }
}
