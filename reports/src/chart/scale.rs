//! How values become positions along one axis, straight or as a logarithm.

/// From a range of values onto a range of pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    values: (f64, f64),
    pixels: (i32, i32),
    log: bool,
}

impl Scale {
    pub(super) fn linear(values: (f64, f64), pixels: (i32, i32)) -> Self {
        Self { values, pixels, log: false }
    }

    /// Both values must be greater than 0.
    pub(super) fn log(values: (f64, f64), pixels: (i32, i32)) -> Self {
        Self { values, pixels, log: true }
    }

    /// The position of a value; one beyond the range lies at its end.
    pub(super) fn at(&self, value: f64) -> i32 {
        let bend = |v: f64| if self.log { v.ln() } else { v };
        let (low, high) = (bend(self.values.0), bend(self.values.1));
        let share = if high > low { ((bend(value) - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        let (from, to) = (f64::from(self.pixels.0), f64::from(self.pixels.1));
        (from + (to - from) * share).round() as i32
    }

    /// The least and the largest value.
    pub(super) fn ends(&self) -> (f64, f64) {
        self.values
    }

    /// About `wanted` round values of a straight range: multiples of 1, 2 or 5 times a power of ten.
    pub(super) fn round_ticks(&self, wanted: usize) -> Vec<f64> {
        let (low, high) = self.values;
        let rough = (high - low) / wanted.max(1) as f64;
        if !rough.is_finite() || rough <= 0.0 {
            return Vec::new();
        }
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|s| s * power)
            .into_iter()
            .find(|s| *s >= rough * 0.75)
            .unwrap_or(power);
        let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
        (first..=last).map(|n| n as f64 * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middle_lie_where_they_belong() {
        let straight = Scale::linear((0.0, 10.0), (100, 200));
        assert_eq!([0.0, 5.0, 10.0, 99.0].map(|v| straight.at(v)), [100, 150, 200, 200]);
        let log = Scale::log((1.0, 100.0), (300, 100));
        assert_eq!([1.0, 10.0, 100.0].map(|v| log.at(v)), [300, 200, 100]);
        assert_eq!(Scale::linear((2.0, 2.0), (0, 10)).at(2.0), 5);
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(
            Scale::linear((0.0, 1.0), (0, 100)).round_ticks(5),
            [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]
        );
        assert_eq!(Scale::linear((17.0, 41.0), (0, 100)).round_ticks(5), [20.0, 25.0, 30.0, 35.0, 40.0]);
        assert!(Scale::linear((3.0, 3.0), (0, 100)).round_ticks(5).is_empty());
    }
}
