//! The world that repeats a law on real threads, and tells the process that watches how far it is.

use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use primitives::world::{Law, Size, SpawnOrder, Witness, World};

use crate::setup::Setup;

/// How long one model looks, in seconds.
pub const SECONDS: &str = "CONTEND_SECONDS";

/// The tool that looks, as rows have it: a sanitizer is compiled in, and only who compiled knows which.
pub const TOOL: &str = "CONTEND_TOOL";

/// As a row of verdicts has it, unless [`TOOL`] says more.
pub(crate) const ENGINE: &str = "native";

/// Begins the line that is told before each round.
pub(crate) const ROUND: &str = "@round ";
/// Begins the line that names a broken law.
pub(crate) const BROKEN: &str = "@broken ";
/// Told when the time was up and nothing had failed.
pub(crate) const HELD: &str = "@held";

/// Enough that threads overlap for a while, and still a few milliseconds.
const LARGE: Size = Size { threads: 4, ops: 200 };

/// Rounds so far: a law is run at two sizes, and the rounds of both are counted.
static ROUNDS: AtomicU64 = AtomicU64::new(0);

/// Repeats executions of one size for a while.
#[derive(Clone, Copy, Debug)]
pub struct Explorer {
    size: Size,
    time: Duration,
}

impl Explorer {
    /// Runs `law` in this process: half of the time at the size of the checkers' models, which many rounds fit in, half
    /// of it at a larger one. A law that compares histories stays small: it searches all their orders.
    pub(crate) fn run(setup: Setup, law_name: &str, law: impl Fn(&Explorer)) {
        std::panic::set_hook(Box::new(end_at_a_broken_law));
        let small = setup.limits.size;
        let sizes: &[Size] = if law_name.starts_with("linearizable") { &[small] } else { &[small, LARGE] };
        for &size in sizes {
            law(&Explorer { size, time: seconds() / u32::try_from(sizes.len()).expect("one or two") });
        }
        tell(HELD);
        // Not back into the test runner, of which the sanitizers do not see enough either. What leaked is looked for now.
        std::process::exit(0);
    }
}

/// # Panics
/// If the variable is set to what is no number of seconds.
fn seconds() -> Duration {
    let Some(text) = std::env::var_os(SECONDS) else { return Duration::from_secs(2) };
    let seconds = text.to_str().and_then(|text| text.parse().ok()).map(Duration::try_from_secs_f64);
    let seconds = seconds.and_then(Result::ok).filter(|time| !time.is_zero());
    seconds.unwrap_or_else(|| panic!("{SECONDS} is {text:?}, and not a number of seconds above 0"))
}

impl World for Explorer {
    fn size(&self) -> Size {
        self.size
    }

    fn explore(&self, law: Law, body: impl Fn(&Witness) + Send + Sync + 'static) {
        let forward = Witness::new(law, SpawnOrder::Forward);
        let reversed = forward.with_order(SpawnOrder::Reversed);
        let begun = Instant::now();
        while begun.elapsed() < self.time {
            for witness in [&forward, &reversed] {
                let round = ROUNDS.fetch_add(1, Ordering::Relaxed) + 1; // Relaxed: one thread counts
                tell(&format!("{ROUND}{round}"));
                body(witness);
            }
        }
    }
}

/// A line to the process that watches. Whatever happens next, it was told.
fn tell(line: &str) {
    let mut pipe = std::io::stdout().lock();
    // Nobody reads any more if this fails: then nothing is asked for any more either.
    let _ = writeln!(pipe, "\n{line}").and_then(|()| pipe.flush());
}

/// A broken law ends the process at once: the other threads of the execution may wait for this one for ever. Other
/// panics may be part of a law, and unwind.
fn end_at_a_broken_law(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a panic without words");
    eprintln!("{message}");
    if message.starts_with("law[") {
        tell(&format!("{BROKEN}{}", message.lines().next().unwrap_or_default()));
        std::process::abort();
    }
}
