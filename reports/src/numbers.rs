//! Numbers as people read them: three significant digits and a unit.

/// Three significant digits; `∞` and `–` for what is no number.
pub(crate) fn three(x: f64) -> String {
    if x.is_nan() {
        return "–".into();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞".into() } else { "−∞".into() };
    }
    if x == 0.0 {
        return "0".into();
    }
    // Round first: 9.996 has its decimals by what it rounds to, 10.0.
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    let digits = (2 - rounded.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{rounded:.digits$}")
}

fn scaled(x: f64, units: &[(f64, &str)]) -> String {
    let rounded: f64 = format!("{x:.2e}").parse().unwrap_or(x);
    let (scale, unit) =
        units.iter().rev().find(|(s, _)| rounded >= *s).or(units.first()).copied().unwrap_or((1.0, ""));
    format!("{}\u{a0}{unit}", three(x / scale))
}

/// Nanoseconds, in the unit that suits: `5.43 ns`, `1.20 µs`.
pub(crate) fn time(ns: f64) -> String {
    scaled(ns, &[(1.0, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s")])
}

/// Operations per second: `184 M/s`.
pub(crate) fn rate(per_second: f64) -> String {
    scaled(per_second, &[(1.0, "/s"), (1e3, "k/s"), (1e6, "M/s"), (1e9, "G/s"), (1e12, "T/s")])
}

/// Bytes, in powers of 1024: `64 B`, `4.00 KiB`.
pub(crate) fn bytes(n: u64) -> String {
    if n < 1024 {
        return format!("{n}\u{a0}B");
    }
    scaled(n as f64, &[(1024.0, "KiB"), (1024.0 * 1024.0, "MiB"), (1024.0 * 1024.0 * 1024.0, "GiB")])
}

/// A factor: `2.69×`.
pub(crate) fn factor(x: f64) -> String {
    format!("{}×", three(x))
}

/// A noise factor: `±0.8 %` while it is small, else `1.35×`.
pub(crate) fn noise(x: f64) -> String {
    if x < 1.2 { format!("±{:.1}\u{a0}%", (x - 1.0) * 100.0) } else { factor(x) }
}

/// A share of one, in percent; a share that is not quite all or nothing does not read so.
pub(crate) fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    let text = match whole {
        100.0 if share < 1.0 => "over 99".to_owned(),
        0.0 if share > 0.0 => "under 1".to_owned(),
        _ => format!("{whole:.0}"),
    };
    format!("{text}\u{a0}%")
}

/// A hit ratio, in percent: `78.68 %`.
pub(crate) fn hits(share: f64) -> String {
    format!("{:.2}\u{a0}%", share * 100.0)
}

/// A difference of two hit ratios, in points, with its sign: `+0.30`, `−1.25`, `0.00`.
pub(crate) fn points(difference: f64) -> String {
    let hundredths = (difference * 1e4).round();
    let sign = if hundredths > 0.0 {
        "+"
    } else if hundredths < 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{:.2}", hundredths.abs() / 100.0)
}

/// A probability: `0.0079`, `< 0.001`.
pub(crate) fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{}", (p * 1000.0).round() / 1000.0) }
}

/// A whole number with thin spaces between thousands.
pub(crate) fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// `1 launch`, `2 launches`: a count with its noun.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(n), if n == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_whatever_the_size() {
        let cases = [
            (0.0, "0"),
            (0.5131, "0.513"),
            (1.0, "1.00"),
            (9.996, "10.0"),
            (99.96, "100"),
            (1234.0, "1230"),
            (0.00012345, "0.000123"),
            (f64::INFINITY, "∞"),
        ];
        for (x, said) in cases {
            assert_eq!(three(x), said);
        }
    }

    #[test]
    fn units_follow_the_rounded_value() {
        assert_eq!(time(6.881), "6.88\u{a0}ns");
        assert_eq!(time(999.7), "1.00\u{a0}µs");
        assert_eq!(time(0.31), "0.310\u{a0}ns");
        assert_eq!(rate(184e6), "184\u{a0}M/s");
        assert_eq!(bytes(64), "64\u{a0}B");
        assert_eq!(bytes(4096), "4.00\u{a0}KiB");
        assert_eq!(hits(0.786_84), "78.68\u{a0}%");
        assert_eq!([0.003, -0.0125, -0.000_01].map(points), ["+0.30", "−1.25", "0.00"]);
        assert_eq!(percent(0.999), "over 99\u{a0}%");
        assert_eq!(whole(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(1, "launch", "launches"), "1 launch");
    }
}
