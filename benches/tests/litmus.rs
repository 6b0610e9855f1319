//! What the machine shows of the litmus programs is among what it may show, however it is loaded.

use benches::litmus::{ON_X86, race};
use primitives::litmus::Test;

#[test]
fn what_is_forbidden_is_never_seen() {
    const RUNS: u64 = 100_000;
    for test in Test::all() {
        let counts = race(test, RUNS);
        let name = format!("{} {}", test.shape.name, test.orderings.name());
        assert_eq!(counts.len(), test.shape.outcomes.len(), "{name}");
        assert!(counts.iter().sum::<u64>() >= RUNS, "{name}: every run is counted");
        // x86's own rules hold as the compiler leaves the lines in their order, which it need not, and does.
        let may_be_weak = test.allows_weak() && (!ON_X86 || test.x86_allows_weak());
        let weak = counts[test.shape.weak];
        assert!(
            may_be_weak || weak == 0,
            "{name}: {} seen {weak} times",
            test.shape.outcomes[test.shape.weak]
        );
    }
}
