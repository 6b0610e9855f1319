//! What the sweep target understands: it stands among criterion's targets and hears whatever they are told.

use std::time::Duration;

/// What a bench target is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Everything: `cargo bench`.
    Sweep {
        /// Not longer than this.
        budget: Duration,
    },
    /// Names of what is here: `--list`.
    List,
    /// Nothing, for this reason.
    Nothing(String),
    /// Something that cannot be understood; a line that says what.
    Wrong(String),
}

/// How long the sweep may take if nobody says.
pub const DEFAULT_BUDGET: Duration = Duration::from_secs(8 * 60);

/// Criterion's options that take a value...
const WITH_VALUE: [&str; 15] = [
    "--baseline",
    "--baseline-lenient",
    "--color",
    "--colour",
    "--confidence-level",
    "--format",
    "--load-baseline",
    "--measurement-time",
    "--noise-threshold",
    "--nresamples",
    "--output-format",
    "--plotting-backend",
    "--profile-time",
    "--sample-size",
    "--save-baseline",
];
/// ...of which these come after the letter s.
const WITH_VALUE_TOO: [&str; 5] =
    ["--significance-level", "--warm-up-time", "--test-threads", "--skip", "-c"];
/// These ask about criterion's own benchmarks, and the sweep has none.
const NOT_FOR_US: [&str; 5] =
    ["--baseline", "--baseline-lenient", "--load-baseline", "--profile-time", "--save-baseline"];

/// Reads the arguments of a bench target, without the program's name.
pub fn read(arguments: impl IntoIterator<Item = String>) -> Asked {
    let mut budget = DEFAULT_BUDGET;
    let (mut bench, mut test, mut list, mut ignored) = (false, false, false, false);
    let mut nothing = None;
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (name, mut value) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => (argument, None),
        };
        let name = name.as_str();
        if value.is_none()
            && (WITH_VALUE.contains(&name) || WITH_VALUE_TOO.contains(&name) || name == "--budget")
        {
            value = arguments.next();
        }
        match name {
            "--bench" => bench = true,
            "--test" => test = true,
            "--list" => list = true,
            "--ignored" => ignored = true,
            "--budget" => match value.as_deref().map(duration) {
                Some(Ok(duration)) => budget = duration,
                Some(Err(reason)) => return Asked::Wrong(reason),
                None => return Asked::Wrong("--budget needs a time, as in --budget 8m".to_owned()),
            },
            _ if NOT_FOR_US.contains(&name) => {
                nothing.get_or_insert(format!("{name} is about criterion's benchmarks"));
            }
            _ if !name.starts_with('-') => {
                nothing.get_or_insert(format!("the filter {name:?} chooses among criterion's benchmarks"));
            }
            _ => {}
        }
    }
    match nothing {
        // A runner of tests asks twice, the second time for those that are ignored; none is.
        _ if list && ignored => Asked::Nothing(String::new()),
        _ if list => Asked::List,
        Some(reason) => Asked::Nothing(reason),
        None if test || !bench => Asked::Nothing("no --bench, or --test with it".to_owned()),
        None => Asked::Sweep { budget },
    }
}

/// Reads a time: `90s`, `8m`, `1h`, or seconds.
///
/// # Errors
/// With a line that says what is allowed.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let seconds = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        _ => 0,
    };
    let number: Option<u64> = digits.parse().ok().filter(|&number| number > 0 && seconds > 0);
    let total = number.and_then(|number| number.checked_mul(seconds));
    total.map(Duration::from_secs).ok_or_else(|| format!("{text:?} is no time; write 90s, 8m or 1h"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Asked {
        read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn cargo_bench_asks_for_everything() {
        assert_eq!(asked("--bench"), Asked::Sweep { budget: DEFAULT_BUDGET });
        assert_eq!(asked("--budget 90s --bench"), Asked::Sweep { budget: Duration::from_secs(90) });
        assert_eq!(asked("--budget=2m --bench"), Asked::Sweep { budget: Duration::from_secs(120) });
        assert_eq!(asked("--noplot --sample-size 10 --bench"), Asked::Sweep { budget: DEFAULT_BUDGET });
    }

    #[test]
    fn a_baseline_or_a_filter_is_none_of_our_business() {
        for line in
            ["--save-baseline x --bench", "--baseline=x --bench", "inc --bench", "--profile-time 5 --bench"]
        {
            assert!(matches!(asked(line), Asked::Nothing(_)), "{line}");
        }
    }

    #[test]
    fn tests_run_nothing() {
        for line in ["", "--test", "--bench --test", "--nocapture", "--test-threads 1"] {
            assert!(matches!(asked(line), Asked::Nothing(_)), "{line:?}");
        }
    }

    #[test]
    fn listing_names_the_sweep_once() {
        assert_eq!(asked("--list"), Asked::List);
        assert_eq!(asked("--list --format terse"), Asked::List);
        assert!(matches!(asked("--list --format terse --ignored"), Asked::Nothing(_)));
    }

    #[test]
    fn times_have_units() {
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("8m"), Ok(Duration::from_secs(480)));
        assert_eq!(duration("1h"), Ok(Duration::from_secs(3600)));
        for wrong in ["", "m", "0s", "-1m", "8 parsecs", "8é", "99999999999999999999h"] {
            assert!(duration(wrong).is_err(), "{wrong:?}");
        }
        assert!(matches!(asked("--budget --bench"), Asked::Wrong(_)));
        assert!(matches!(asked("--bench --budget"), Asked::Wrong(_)));
    }
}
