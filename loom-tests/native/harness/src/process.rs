//! One process for each model, watched from outside: it may crash, and it may never end.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::end::Class;
use crate::explore::{BROKEN, ENGINE, Explorer, HELD, ROUND, TOOL};
use crate::setup::Setup;
use crate::signs;
use crate::verdict::Row;

/// Tells a process that it was started for one model, and which.
pub const CHOSEN: &str = "CONTEND_MODEL";

/// How long no round may end, though rounds take milliseconds, before the process is taken for one that hangs: short
/// where its threads do not even use the processor, long where they may merely be slow.
const ASLEEP: Duration = Duration::from_secs(3);
const AWAKE: Duration = Duration::from_secs(10);

/// How many times as long a process may be silent: a number from the environment. On a busy machine a sanitizer may take
/// seconds for one report that it then suppresses, and sleeps meanwhile.
pub const PATIENCE: &str = "CONTEND_PATIENCE";

/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(20);

/// Which subject keeps which law, and which test says so.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Family of the subject.
    pub family: &'static str,
    /// Subject, or mutant.
    pub subject: &'static str,
    /// Law.
    pub law: &'static str,
    /// Full path of the test function, its crate first.
    pub test: &'static str,
}

/// How a process ended, and in which round.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ended {
    /// Class of the failure; none if nothing failed.
    class: Option<&'static str>,
    /// What was said of it.
    message: String,
    rounds: u64,
}

/// The law should hold.
///
/// # Panics
/// If it does not; what the model's process printed is printed before.
pub fn holds(model: &Model, setup: Setup, law: impl Fn(&Explorer)) {
    let Some(ended) = watched(model, setup, false, law) else { return };
    if let Some(class) = ended.class {
        panic!("{} {} fails ({class}): {}", model.subject, model.law, ended.message);
    }
}

/// The law was written against this wrong program. Whether the machine shows it is a matter of luck, and of the tool: a
/// miss is written down, and is no failure of the test.
pub fn dies(model: &Model, setup: Setup, _by_a_checker: Class, law: impl Fn(&Explorer)) {
    watched(model, setup, true, law);
}

/// What a subject does not promise is found by the checkers; the machine rarely shows it, so nothing is run.
pub fn exhibits(model: &Model, _setup: Setup, _law: impl Fn(&Explorer)) {
    println!("{} {} {}: not asked on real threads", model.family, model.subject, model.law);
}

/// What a checker cannot see into can still be run, by the tests of `primitives`.
pub fn not_checked(model: &Model, reason: &str) {
    println!("{} {} {}: not checked: {reason}", model.family, model.subject, model.law);
}

/// In the process that was started for the model: runs it, and returns nothing. In any other: starts that process,
/// watches it and writes down what came of it.
fn watched(model: &Model, setup: Setup, mutant: bool, law: impl Fn(&Explorer)) -> Option<Ended> {
    let name = model.test.split_once("::").map_or(model.test, |(_, name)| name);
    if std::env::var(CHOSEN).is_ok_and(|chosen| chosen == name) {
        Explorer::run(setup, model.law, law);
        return None;
    }
    let begun = Instant::now();
    let ended = run(name);
    let tool = std::env::var(TOOL).unwrap_or(ENGINE.to_owned());
    let row = Row {
        family: model.family,
        subject: model.subject,
        law: model.law,
        status: setup.status.name(),
        executions: ended.rounds,
        search: &format!("random:{}", ended.rounds),
        outcome: if ended.class.is_some() { "fails" } else { "holds" },
        class: ended.class.unwrap_or_default(),
        reached: &[],
        mutant,
        promised: true,
        history: &[],
        weakened: false,
        seconds: begun.elapsed().as_secs_f64(),
    };
    row.publish(model.test);
    let end = ended.class.map_or("holds".to_owned(), |class| format!("fails ({class}): {}", ended.message));
    println!("{} {} {}, {tool}: {end}; {} rounds", model.family, model.subject, model.law, ended.rounds);
    Some(ended)
}

fn run(name: &str) -> Ended {
    let binary = std::env::current_exe().expect("a test binary knows where it is");
    let mut child = Command::new(binary)
        .args(["--exact", name, "--nocapture", "--include-ignored", "--test-threads=1"])
        .env(CHOSEN, name)
        .envs(signs::OPTIONS)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a test binary can be started once more");
    let (told, output) = drain(child.stdout.take().expect("piped above"));
    let (errors, error_output) = drain(child.stderr.take().expect("piped above"));
    let silence = watch(&mut child, &told);
    if silence.is_some() {
        child.kill().expect("our own child can be killed");
    }
    let status = child.wait().expect("our own child can be waited for");
    for reader in [output, error_output] {
        reader.join().expect("no panic");
    }
    let (told, errors) = (text(&told), text(&errors));
    assert!(told.contains("running 1 test\n"), "no test is called {name:?}:\n{told}{errors}");
    let ended = judge(&told, &errors, silence, status);
    if ended.class.is_some() {
        eprintln!("{errors}");
    }
    ended
}

/// Waits until the process ends or hangs; if it hangs, says what it hangs of.
fn watch(child: &mut Child, told: &Output) -> Option<&'static str> {
    let patience = std::env::var(PATIENCE).ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let (mut seen, mut since, mut used) = (0, Instant::now(), processor_time(child.id()));
    while child.try_wait().expect("our own child can be asked").is_none() {
        thread::sleep(LOOK);
        let now = lock(told).len();
        if now != seen {
            (seen, since, used) = (now, Instant::now(), processor_time(child.id()));
            continue;
        }
        let silent = since.elapsed();
        let awake = processor_time(child.id()).zip(used).is_none_or(|(now, then)| now > then + FEW_TICKS);
        if silent > patience * if awake { AWAKE } else { ASLEEP } {
            return Some(signs::of_silence(awake));
        }
    }
    None
}

/// Ticks of the processor's time that a sleeping process may use: a tenth of a second.
const FEW_TICKS: u64 = 10;

/// The processor's time that a process has used, in ticks, where the system tells.
fn processor_time(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace(); // the name before may hold anything
    let user: u64 = fields.nth(11)?.parse().ok()?;
    Some(user + fields.next()?.parse::<u64>().ok()?)
}

type Output = Arc<Mutex<Vec<u8>>>;

fn lock(output: &Output) -> MutexGuard<'_, Vec<u8>> {
    output.lock().unwrap_or_else(PoisonError::into_inner)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&lock(output)).into_owned()
}

/// Reads a pipe to its end on a thread of its own, or a full one would stop the process.
fn drain(mut pipe: impl Read + Send + 'static) -> (Output, thread::JoinHandle<()>) {
    let output = Output::default();
    let filled = Arc::clone(&output);
    let reader = thread::spawn(move || {
        let mut part = [0; 1 << 14];
        // A pipe that breaks has said what it had to say.
        while let Ok(read @ 1..) = pipe.read(&mut part) {
            lock(&filled).extend_from_slice(&part[..read]);
        }
    });
    (output, reader)
}

fn judge(told: &str, errors: &str, silence: Option<&'static str>, status: ExitStatus) -> Ended {
    let last = |mark: &str| told.lines().filter_map(|line| line.strip_prefix(mark)).next_back();
    let rounds = last(ROUND).and_then(|round| round.parse().ok()).unwrap_or(0);
    let failed =
        |class, message: &str| Ended { class: Some(class), message: message.trim().to_owned(), rounds };
    // A sanitizer's word comes first: what it saw came before what it led to.
    if let Some(class) = signs::of_sanitizer(errors) {
        let line = errors.lines().find(|line| line.contains("Sanitizer"));
        return failed(class, line.unwrap_or_default());
    }
    if let Some(message) = last(BROKEN) {
        return failed(signs::of_broken_law(message).0, message);
    }
    if let Some(class) = signs::of_allocator(errors) {
        return failed(class, errors.lines().next_back().unwrap_or_default());
    }
    if let Some(class) = silence {
        return failed(class, "no round ends any more");
    }
    if status.success() && told.lines().any(|line| line == HELD) {
        return Ended { class: None, message: String::new(), rounds };
    }
    // A panic that names no law unwound to the end, or a signal ended the process.
    match status.code() {
        Some(_) => failed(Class::Panic.name(), errors.lines().next().unwrap_or_default()),
        None => failed(signs::CRASH, &status.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{ExitStatus, judge};

    fn class(told: &str, errors: &str, silence: Option<&'static str>) -> Option<&'static str> {
        judge(told, errors, silence, ExitStatus::default()).class
    }

    #[test]
    fn only_who_says_so_has_held() {
        assert_eq!(class("\n@round 1\n\n@round 2\n\n@held\n", "", None), None);
        assert_eq!(class("\n@round 1\n", "", None), Some("panic"), "it ended before its time");
        assert_eq!(class("\n@round 1\n", "", Some("deadlock")), Some("deadlock"));
        assert_eq!(class("\n@held\n", "ERROR: LeakSanitizer: detected memory leaks", None), Some("leak"));
    }

    #[test]
    fn the_round_and_the_law_are_told() {
        let ended = judge("\n@round 7\n\n@broken law[fifo]: 2 before 1\n", "", None, ExitStatus::default());
        assert_eq!((ended.class, ended.rounds), (Some("assertion"), 7));
        assert_eq!(ended.message, "law[fifo]: 2 before 1");
    }
}
