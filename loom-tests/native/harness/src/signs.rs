//! What a sanitizer's report, a signal or a silence means.

use crate::end::Class;

/// What the sanitizers are told in a model's process, whatever the process that started it was told: there ThreadSanitizer
/// is silenced (`report_bugs=0`), for it does not know the standard library's test runner. What it may not report is a
/// file's, which says why.
pub(crate) const OPTIONS: [(&str, &str); 2] = [
    (
        "TSAN_OPTIONS",
        concat!(
            "halt_on_error=1:report_bugs=1:atexit_sleep_ms=0:suppressions=",
            env!("CARGO_MANIFEST_DIR"),
            "/tsan.txt"
        ),
    ),
    ("ASAN_OPTIONS", "detect_leaks=1"),
];

/// What the sanitizers begin a report with, and what it is a report of. The first that is found counts, in this order.
const REPORTS: [(&str, &str); 12] = [
    ("ThreadSanitizer: data race", "data race"),
    ("ThreadSanitizer: lock-order-inversion", "deadlock"),
    ("ThreadSanitizer: heap-use-after-free", FREED),
    ("ThreadSanitizer: SEGV", CRASH),
    ("AddressSanitizer: heap-use-after-free", FREED),
    ("AddressSanitizer: attempting double-free", FREED),
    ("AddressSanitizer: attempting free", FREED),
    ("AddressSanitizer: heap-buffer-overflow", "out of bounds"),
    ("AddressSanitizer: stack-use-after", FREED),
    ("AddressSanitizer: SEGV", CRASH),
    ("LeakSanitizer: detected memory leaks", "leak"),
    ("AddressSanitizer", CRASH), // any other of its reports
];

/// Memory was touched after it was given back.
const FREED: &str = "freed memory";

/// The process ended without a word of its own.
pub(crate) const CRASH: &str = "crash";

/// What a sanitizer said, if it said anything.
pub fn of_sanitizer(errors: &str) -> Option<&'static str> {
    REPORTS.iter().find(|(words, _)| errors.contains(words)).map(|(_, class)| *class)
}

/// What a broken law's message says; `errors` is all that was printed.
pub(crate) fn of_broken_law(message: &str) -> (&'static str, Option<&str>) {
    let (class, law) = Class::of_panic(message);
    (class.name(), law)
}

/// What the C library says when it finds its own records of the memory damaged.
pub(crate) fn of_allocator(errors: &str) -> Option<&'static str> {
    const WORDS: [&str; 4] = ["double free", "free(): invalid", "malloc(): ", "corrupted"];
    WORDS.iter().any(|words| errors.contains(words)).then_some(FREED)
}

/// A process in which no round ends any more: all threads wait, or some run and none gets on.
pub(crate) fn of_silence(uses_the_processor: bool) -> &'static str {
    if uses_the_processor { Class::NoProgress.name() } else { Class::Deadlock.name() }
}

#[cfg(test)]
mod tests {
    use super::{of_allocator, of_sanitizer, of_silence};

    #[test]
    fn reports_are_told_apart() {
        let race = "==================\nWARNING: ThreadSanitizer: data race (pid=5)\n";
        assert_eq!(of_sanitizer(race), Some("data race"));
        let freed = "==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602";
        assert_eq!(of_sanitizer(freed), Some("freed memory"));
        assert_eq!(
            of_sanitizer("==7==ERROR: AddressSanitizer: attempting double-free on"),
            Some("freed memory")
        );
        assert_eq!(of_sanitizer("==7==ERROR: LeakSanitizer: detected memory leaks"), Some("leak"));
        assert_eq!(of_sanitizer("==7==ERROR: AddressSanitizer: SEGV on unknown address"), Some("crash"));
        assert_eq!(of_sanitizer("thread 'main' panicked"), None);
        assert_eq!(of_allocator("free(): double free detected in tcache 2"), Some("freed memory"));
        assert_eq!(of_allocator("law[fifo]: 2 before 1"), None);
    }

    #[test]
    fn who_waits_is_told_from_who_spins() {
        assert_eq!(of_silence(false), "deadlock");
        assert_eq!(of_silence(true), "no progress");
    }
}
