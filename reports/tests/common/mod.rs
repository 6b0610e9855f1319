//! Synthetic records with planted truths, so that the analysis is tested against what is known.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod caches;
pub(crate) mod html;
pub(crate) mod locks;
pub(crate) mod reads;
pub(crate) mod traces;
pub(crate) mod weather;

use reports::{
    Catch, Evidence, Host, Kind, Latency, Litmus, LitmusOutcome, Placement, Purpose, Record, SCHEMA, Status,
    SubjectInfo, Verdict, Weakening,
};

/// A subject whose true time per operation is known.
#[derive(Clone, Copy)]
pub(crate) struct Truth {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// True system-wide nanoseconds per operation with 1, 2 and more threads.
    pub(crate) ns: [f64; 3],
}

const fn truth(name: &'static str, kind: Kind, ns: [f64; 3]) -> Truth {
    Truth { name, kind, ns }
}

/// Counters. `mutex` and `rwlock` are the same (a tie); `per_thread` is within 1.2 of `noop` (at the floor).
pub(crate) const COUNTERS: [Truth; 23] = [
    truth("noop", Kind::Floor, [0.35, 0.18, 0.19]),
    truth("single_writer_store", Kind::Floor, [0.34, 0.17, 0.18]),
    truth("dispatch_dyn", Kind::Floor, [2.6, 5.8, 6.0]),
    truth("atomic_relaxed", Kind::Ours, [2.3, 5.4, 5.6]),
    truth("atomic_seqcst", Kind::Ours, [2.3, 5.4, 5.6]),
    truth("batched", Kind::Ours, [0.9, 0.6, 0.7]),
    truth("cas_backoff", Kind::Ours, [4.1, 8.9, 9.4]),
    truth("cas_loop", Kind::Ours, [4.0, 21.0, 24.0]),
    truth("flat_combining", Kind::Ours, [19.0, 46.0, 160.0]),
    truth("mutex", Kind::Ours, [9.1, 38.0, 45.0]),
    truth("rwlock", Kind::Ours, [9.1, 38.0, 45.0]),
    truth("parking_lot_mutex", Kind::Ours, [8.0, 29.0, 33.0]),
    truth("parking_lot_rwlock", Kind::Ours, [8.6, 33.0, 36.0]),
    truth("per_thread", Kind::Ours, [0.37, 0.19, 0.2]),
    truth("per_cpu", Kind::Ours, [2.9, 1.5, 1.7]),
    truth("striped", Kind::Ours, [2.4, 1.2, 1.3]),
    truth("striped_unpadded", Kind::Ours, [2.4, 5.1, 5.3]),
    truth("actor_std", Kind::Ours, [61.0, 96.0, 240.0]),
    truth("actor_crossbeam", Kind::Ours, [45.0, 82.0, 190.0]),
    truth("rayon_reduce", Kind::Ours, [0.8, 0.55, 0.9]),
    truth("fast-counter", Kind::Peer, [2.6, 1.1, 1.2]),
    truth("prometheus", Kind::Peer, [2.4, 5.6, 5.9]),
    truth("metrics", Kind::Peer, [2.5, 5.5, 5.8]),
];

pub(crate) fn host() -> Host {
    Host {
        cpu: "Example 9000 at 3.2 GHz".into(),
        arch: "x86_64".into(),
        os: "Linux 6.12".into(),
        cores: 2,
        smt: 1,
        vm: "none".into(),
        governor: "performance".into(),
        turbo: "off".into(),
        load: 0.12,
        psi_cpu: 0.5,
        steal: Some(0.0),
        cpu_quota: None,
        clock_source: "tsc".into(),
        rustc: "1.95.0".into(),
        profile: "release".into(),
        git: "48605bf".into(),
        command: "contend run --profile standard --family counter".into(),
        clock_ns: 24.0,
    }
}

/// One clean window of 1 ms.
pub(crate) fn record(
    family: &str,
    t: Truth,
    workload: &str,
    threads: u32,
    launch: u32,
    window: u32,
) -> Record {
    let ns = t.ns[(threads as usize - 1).min(2)]
        * if workload == "load" { 0.4 } else { 1.0 }
        * jitter(t.name, launch, window);
    let elapsed_ns = 10_000_000;
    let ops = (elapsed_ns as f64 / ns) as u64;
    Record {
        schema: SCHEMA,
        run: "r1".into(),
        launch,
        window,
        family: family.into(),
        subject: t.name.into(),
        kind: t.kind,
        version: if t.kind == Kind::Peer { "0.3.1".into() } else { "0.1.0".into() },
        workload: workload.into(),
        params: Default::default(),
        threads,
        ops: Some(ops),
        failed_tries: 0,
        elapsed_ns,
        overlap: 0.995,
        per_thread: (0..u64::from(threads)).map(|_| ops / u64::from(threads)).collect(),
        seats: None,
        placement: if threads == 2 { Placement::Usual } else { Placement::Unknown },
        probe_ns: (threads == 2).then_some(88.0),
        turn_ns: Some(0.28),
        turn_least_ns: Some(0.28),
        involuntary: Some(0),
        max_gap_ns: 900,
        verified: true,
        failure: None,
        purpose: Purpose::Throughput,
        twin: false,
        flags: if threads > 2 { vec!["oversubscribed".into()] } else { Vec::new() },
        latency: None,
        hit_ratio: None,
        optimum: None,
        entries: None,
        updates: None,
        bytes: Some(64),
        allocs_per_op: Some(0.0),
        host: host().into(),
    }
}

/// Within 2 % of one: by launch mostly, by window a little; independent of the subject's neighbours.
fn jitter(name: &str, launch: u32, window: u32) -> f64 {
    let seed = name.bytes().fold(u64::from(launch) * 7919, |h, b| h.wrapping_mul(31).wrapping_add(b.into()));
    let mut rng = reports::stats::SplitMix::new(seed);
    let unit = |r: &mut reports::stats::SplitMix| r.below(2001) as f64 / 1000.0 - 1.0;
    let by_launch = unit(&mut rng);
    let mut rng = reports::stats::SplitMix::new(seed ^ (u64::from(window) + 1));
    1.0 + 0.015 * by_launch + 0.005 * unit(&mut rng)
}

/// All counters, both workloads, four thread counts, six launches, five windows; with every planted truth.
pub(crate) fn planted() -> Vec<Record> {
    let mut all = Vec::new();
    for workload in ["inc", "load"] {
        for threads in [1, 2, 4, 10] {
            for launch in 0..6 {
                for t in COUNTERS {
                    all.extend((0..5).map(|w| record("counter", t, workload, threads, launch, w)));
                    if matches!(t.name, "mutex" | "atomic_relaxed") {
                        all.extend((0..5).map(|w| Record {
                            twin: true,
                            ..record("counter", t, workload, threads, launch, w + 90)
                        }));
                    }
                }
            }
        }
    }
    // Two launches' worth of windows ran on distant cores: four times as slow, and no part of the comparison.
    for r in all.iter_mut().filter(|r| r.threads == 2 && r.launch == 5 && r.window == 4 && !r.twin) {
        r.placement = Placement::Far;
        r.ops = r.ops.map(|n| n / 4);
    }
    // A dirty cell: actor_std at two threads never ran undisturbed.
    for r in all.iter_mut().filter(|r| r.threads == 2 && r.subject == "actor_std" && r.workload == "inc") {
        r.flags = vec!["descheduled".into()];
    }
    all.push(wrong());
    all.extend(spans());
    for r in all.iter_mut().filter(|r| r.subject.starts_with("actor")) {
        (r.allocs_per_op, r.bytes) = (Some(0.0323), Some(4312));
    }
    all
}

/// The counters' increments with up to two threads; some launches, in a run of another name.
pub(crate) fn run(name: &str, launches: u32) -> Vec<Record> {
    let fits = |r: &Record| r.workload == "inc" && r.threads <= 2 && r.launch < launches;
    planted().into_iter().filter(fits).map(|r| Record { run: name.into(), ..r }).collect()
}

/// A subject takes so many hundredths of its time.
pub(crate) fn paced(mut records: Vec<Record>, subject: &str, hundredths: u64) -> Vec<Record> {
    for r in records.iter_mut().filter(|r| r.subject == subject) {
        r.ops = r.ops.map(|n| n * 100 / hundredths);
    }
    records
}

/// The same on a machine of another name, where everything takes so many hundredths of its time.
pub(crate) fn elsewhere(mut records: Vec<Record>, cpu: &str, hundredths: u64) -> Vec<Record> {
    for r in &mut records {
        r.host.cpu = cpu.into();
        r.ops = r.ops.map(|n| n * 100 / hundredths);
    }
    records
}

/// The unverified row: a peer that lost updates, very fast.
pub(crate) fn wrong() -> Record {
    let t = truth("racy-counter", Kind::Peer, [0.1, 0.1, 0.1]);
    let failure = Some("no_lost_update: expected 2000000, found 1311768".into());
    Record { verified: false, ops: None, failure, ..record("counter", t, "inc", 2, 0, 0) }
}

/// Fairness spans of 1.2 s at two threads: `mutex` gives one thread three times as much.
fn spans() -> Vec<Record> {
    let mut all = Vec::new();
    for t in COUNTERS.iter().filter(|t| t.kind != Kind::Floor) {
        for launch in 0..6 {
            let mut r = record("counter", *t, "inc", 2, launch, 0);
            let half = r.ops.unwrap_or(0) * 60;
            r.per_thread =
                if t.name == "mutex" { vec![half * 3 / 2, half / 2] } else { vec![half + half / 50, half] };
            (r.purpose, r.elapsed_ns, r.flags) =
                (Purpose::Fairness, 1_200_000_000, vec!["descheduled".into()]);
            r.ops = Some(r.per_thread.iter().sum());
            all.push(r);
        }
    }
    all
}

/// A family with one subject and one workload, at one thread count, with latency and hit ratio.
pub(crate) fn small_family() -> Vec<Record> {
    let t = truth("sieve", Kind::Ours, [55.0, 70.0, 90.0]);
    let latency = Latency {
        rate_per_thread: 1e5,
        p50_ns: 180,
        p90_ns: 420,
        p99_ns: 1900,
        p999_ns: 48_000,
        max_ns: 2_100_000,
    };
    let window = |launch| Record {
        hit_ratio: Some(0.734),
        latency: Some(latency),
        ..record("cache", t, "zipf", 2, launch, 0)
    };
    (0..6).map(window).collect()
}

/// A row of the catalogue, with what most counters say.
pub(crate) fn row(family: &str, t: &Truth) -> SubjectInfo {
    SubjectInfo {
        family: family.into(),
        name: t.name.into(),
        kind: t.kind,
        mechanism: match t.name {
            "dispatch_dyn" => "dispatch: a trait object",
            name if name.contains("mutex") => "a number behind a mutex",
            name if name.contains("rwlock") => "a number behind a readers-writer lock",
            name if name.starts_with("actor") => "a thread with a mailbox, a channel",
            _ => "one atomic, fetch_add",
        }
        .into(),
        progress: "wait-free".into(),
        consistency: "linearizable".into(),
        origin: "textbook".into(),
        source: format!("primitives/src/{family}/{}.rs", t.name),
        version: "0.1.0".into(),
        workloads: vec!["inc".into(), "load".into()],
        baseline: t.name == "atomic_relaxed",
        known_failures: Vec::new(),
    }
}

pub(crate) fn catalogue() -> Vec<SubjectInfo> {
    COUNTERS.iter().map(|t| row("counter", t)).collect()
}

pub(crate) fn verdicts() -> Vec<Verdict> {
    let row = |subject: &str, outcome: &str, mutant: bool| Verdict {
        family: "counter".into(),
        subject: subject.into(),
        law: "no_lost_update".into(),
        engine: "loom".into(),
        status: Status::Checked,
        executions: 12_345,
        search: "complete".into(),
        outcome: outcome.into(),
        class: if outcome == "fails" { "lost update".into() } else { String::new() },
        reached: vec!["interleaved".into()],
        mutant,
        promised: true,
        history: Vec::new(),
        seconds: 0.8,
        sources: String::new(),
    };
    vec![
        row("atomic_relaxed", "holds", false),
        row("load_then_store", "fails", true),
        row("mutex", "holds", false),
    ]
}

/// Something of everything that can be checked: an ordering that is needed and one that nothing shows to be, a mutant that two
/// tools tell apart and one that got away, a litmus test over which a checker disagrees with the memory model.
pub(crate) fn evidence() -> Evidence {
    let mut verdicts = verdicts();
    verdicts.push(Verdict {
        law: "linearizable".into(),
        engine: "shuttle".into(),
        search: "random:300".into(),
        outcome: "fails".into(),
        class: "assertion".into(),
        promised: false,
        history: vec!["thread 1  [1, 4]  add(1)".into(), "thread 2  [2, 3]  get() = 0 <before>".into()],
        ..verdicts[0].clone()
    });
    let needed = Weakening {
        file: "primitives/src/counter/atomic_relaxed.rs".into(),
        line: 31,
        column: 24,
        operation: "compare_exchange".into(),
        object: "number".into(),
        ordering: "AcqRel".into(),
        weaker: "Relaxed".into(),
        reason: "pairs with the load in `get`".into(),
        result: "killed".into(),
        subject: "atomic_relaxed".into(),
        law: "no_lost_update".into(),
        class: "assertion".into(),
        models: 3,
        bounded: 2,
        inconclusive: 0,
        reaching: 7,
        sources: String::new(),
    };
    let unnoticed = Weakening {
        line: 40,
        operation: "fence".into(),
        object: String::new(),
        reason: String::new(),
        result: "survives".into(),
        subject: String::new(),
        law: String::new(),
        class: String::new(),
        models: 12,
        reaching: 12,
        ..needed.clone()
    };
    let catch = |mutant: &str, tool: &str, outcome: &str, class: &str, at: Option<u64>| Catch {
        family: "counter".into(),
        mutant: mutant.into(),
        misconception: "An addition is one step.".into(),
        source: format!("loom-tests/mutants/counter/{mutant}.rs"),
        tool: tool.into(),
        outcome: outcome.into(),
        class: class.into(),
        law: "no_lost_update".into(),
        at,
        seconds: 0.1,
    };
    let outcome = |outcome: &str, allowed: bool, loom: bool, native: Option<u64>| LitmusOutcome {
        outcome: outcome.into(),
        allowed,
        loom: Some(loom),
        shuttle: None,
        native,
    };
    Evidence {
        verdicts,
        ledger: vec![unnoticed, needed],
        matrix: vec![
            catch("load_then_store", "native", "missed", "", None),
            catch("load_then_store", "loom", "caught", "assertion", Some(1)),
            catch("narrow_sum", "loom", "missed", "", None),
            catch("narrow_sum", "tsan", "not tried", "no such target", None),
        ],
        litmus: vec![Litmus {
            test: "SB".into(),
            orderings: "SeqCst".into(),
            program: vec!["x := 1; r1 := y".into(), "y := 1; r2 := x".into()],
            outcomes: vec![outcome("0, 0", false, true, Some(0)), outcome("1, 1", true, true, Some(12_345))],
            runs: 1_000_000,
            cpu: "a processor".into(),
            explanation: "loom takes SeqCst accesses for acquire and release".into(),
        }],
        traces: Vec::new(),
    }
}

/// As the rows stand in a file.
pub(crate) fn lines(records: &[Record]) -> String {
    records.iter().map(|r| serde_json::to_string(r).unwrap_or_default() + "\n").collect()
}
