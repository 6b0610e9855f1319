//! Trials of published subjects, each in a process of its own: one that hangs, aborts or corrupts its memory costs its own row.
//!
//! The processes are the test's own binary again, told by a variable which trial to run.

use std::io::Read as _;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

use benches::subjects::PeerName;
use benches::subjects::known_failures::{KNOWN_FAILURES, KnownFailure};

/// Tells a child which trial is its own.
const TRIAL: &str = "CONTEND_PEER_TRIAL";
/// How long one trial may run: a hundred times what it takes, so what still runs then hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// A law, tried on a subject.
pub(crate) struct Trial {
    pub(crate) peer: &'static str,
    pub(crate) law: &'static str,
    pub(crate) run: fn(),
    pub(crate) promised: Promised,
}

/// What a crate's documentation says of a law.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promised {
    /// It must hold, unless it is known to fail.
    Yes,
    /// Nothing: whether a run shows a violation is chance, and is told, not judged. A hang or a crash is judged.
    No,
}

impl Trial {
    fn name(&self) -> String {
        format!("{}/{}", self.peer, self.law)
    }
}

/// How a trial ended.
struct End {
    /// `holds`, `assertion`, `panic`, `crash` or `hang`.
    class: &'static str,
    /// The first line of what it said.
    words: String,
}

/// Runs all trials of a family's peers, or in a child its own; says how they ended, and whether all of it was known.
pub(crate) fn main(family: &'static str, peers: &[&[PeerName]], trials: &[Trial]) -> ExitCode {
    if let Some(name) = env::var_os(TRIAL) {
        let mine = trials.iter().find(|trial| *trial.name() == *name).expect("a trial of this name");
        (mine.run)();
        return ExitCode::SUCCESS;
    }
    if env::args().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS; // a runner that lists tests finds none here, and runs the binary as a whole
    }
    let wanted = env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let wanted: Vec<&Trial> = trials.iter().filter(|trial| trial.name().contains(&wanted)).collect();
    let mut complaints = misplaced(family, peers, trials);
    for (trial, end) in wanted.iter().zip(run_all(&wanted)) {
        let known = KNOWN_FAILURES
            .iter()
            .find(|known| (known.family, known.subject, known.law) == (family, trial.peer, trial.law));
        let (verdict, is_right) = judge(trial, &end, known);
        println!("{family}::{} ... {verdict}", trial.name());
        if !is_right {
            complaints.push(format!("{}: {verdict}: {}", trial.name(), end.words));
        }
    }
    for complaint in &complaints {
        println!("{family}: {complaint}");
    }
    println!("{family}: {} trials, {} not as known", wanted.len(), complaints.len());
    ExitCode::from(u8::from(!complaints.is_empty()))
}

/// Compares how a trial ended with what is known of it.
fn judge(trial: &Trial, end: &End, known: Option<&KnownFailure>) -> (String, bool) {
    match (end.class, known) {
        ("holds", None) => ("holds".to_owned(), true),
        ("holds", Some(known)) => (format!("holds, though known to fail: {}", known.words), false),
        (class, Some(known)) if class == known.class => {
            (format!("fails as known ({class}): {}", known.words), true)
        }
        (class, Some(known)) => (format!("fails by {class}, known to fail by {}", known.class), false),
        ("assertion", None) if trial.promised == Promised::No => {
            ("not kept, and not promised".to_owned(), true)
        }
        (class, None) => (format!("FAILS ({class})"), false),
    }
}

/// Known failures of this family that no trial or peer answers to, or of a version that was not built; peers without a trial.
fn misplaced(family: &str, peers: &[&[PeerName]], trials: &[Trial]) -> Vec<String> {
    let mut complaints = Vec::new();
    let peers: Vec<&PeerName> = peers.iter().copied().flatten().collect();
    for known in KNOWN_FAILURES.iter().filter(|known| known.family == family) {
        let about = format!("the known failure {}/{}", known.subject, known.law);
        match peers.iter().find(|peer| peer.name == known.subject) {
            None => complaints.push(format!("{about} is of nobody")),
            Some(peer) if peer.version() != known.version => {
                complaints.push(format!("{about} is of {}, built is {}", known.version, peer.version()));
            }
            Some(_) => (),
        }
        if !trials.iter().any(|trial| (trial.peer, trial.law) == (known.subject, known.law)) {
            complaints.push(format!("{about} has no trial"));
        }
    }
    for peer in peers {
        if !trials.iter().any(|trial| trial.peer == peer.name) {
            complaints.push(format!("{} is tried by no law", peer.name));
        }
    }
    complaints
}

/// Two at a time: most laws have two busy threads, and what waits for its core is not tried.
fn run_all(trials: &[&Trial]) -> Vec<End> {
    let next = AtomicUsize::new(0);
    let ends: Vec<Mutex<Option<End>>> = trials.iter().map(|_| Mutex::new(None)).collect();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed); // Relaxed: deals out numbers, nothing else
                    let Some(trial) = trials.get(index) else { break };
                    *ends[index].lock().expect("nobody panics with it") = Some(in_a_child(trial));
                }
            });
        }
    });
    let end = |end: Mutex<Option<End>>| end.into_inner().ok().flatten().expect("each was run");
    ends.into_iter().map(end).collect()
}

fn in_a_child(trial: &Trial) -> End {
    let binary = env::current_exe().expect("this binary has a path");
    let mut child = Command::new(binary)
        .env(TRIAL, trial.name())
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    let mut stderr = child.stderr.take().expect("it is piped");
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes); // what cannot be read is missing from the words alone
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child of ours") {
            break Some(status);
        }
        if started.elapsed() > PATIENCE {
            child.kill().expect("a child of ours");
            child.wait().expect("a child of ours");
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    classify(status, &reader.join().expect("it only reads"))
}

fn classify(status: Option<ExitStatus>, said: &str) -> End {
    let broken = said.lines().find_map(|line| Some(&line[line.find("law[")?..]));
    // A panic's message stands in the line behind its place. The first may be one that a law made on purpose.
    let panic = said.lines().skip_while(|line| !line.contains("panicked at")).nth(1);
    let (class, words) = match (status, broken) {
        (None, _) => ("hang", Some("still ran when its time was up")),
        (Some(status), _) if status.success() => ("holds", None),
        (Some(status), _) if status.code() != Some(101) => ("crash", said.lines().last()), // 101: a panic of Rust's
        (Some(_), Some(law)) => ("assertion", Some(law)),
        (Some(_), None) => ("panic", panic),
    };
    let words: String = words.unwrap_or_default().chars().take(300).collect();
    End { class, words }
}
