//! What the litmus table says is allowed, against three oracles that know nothing of it but the programs' text.
//!
//! - Every interleaving: what a sequentially consistent machine shows.
//! - Every interleaving of threads and their store buffers: what x86 shows.
//! - Every choice of what each load reads, judged by the rules of the C++20 standard ([intro.races], [atomics.order]).

use std::collections::BTreeSet;

use primitives::litmus::{Orderings, Shape, Test};

/// One line of a program.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    Write { location: usize, value: usize },
    Read { location: usize },
    Fence,
}

/// The threads of a program, from its text: `x = 1; r0 = y`.
fn program(shape: &Shape, fences: bool) -> Vec<Vec<Op>> {
    let location = |name: &str| ["x", "y"].iter().position(|known| *known == name);
    let op = |line: &str| {
        let (left, right) = line.split_once(" = ").expect("an assignment");
        match (location(left), location(right)) {
            (Some(location), None) => Op::Write { location, value: right.parse().expect("a number") },
            (None, Some(location)) => Op::Read { location },
            _ => panic!("{line:?} neither reads nor writes"),
        }
    };
    let thread = |text: &&str| {
        let ops: Vec<_> = text.split("; ").map(op).collect();
        let between = [Op::Fence];
        if fences { ops.chunks(1).collect::<Vec<_>>().join(&between[..]) } else { ops }
    };
    shape.program.iter().map(thread).collect()
}

/// The outcome's number, from what each thread read, in order, and the values that the locations were left with.
fn outcome(shape: &Shape, read: &[Vec<usize>], left: [usize; 2]) -> usize {
    let bits = read.iter().flatten().copied().chain(left.map(|value| value.wrapping_sub(1)));
    let count = shape.outcomes.len().ilog2() as usize;
    let skipped = if shape.last.is_some() { 0 } else { 2 }; // then the locations are not looked at
    let bits: Vec<_> = bits.collect();
    assert_eq!(bits.len() - skipped, count, "{}: each bit of an outcome is a read or a location", shape.name);
    bits[..count].iter().fold(0, |all, bit| all << 1 | bit)
}

/// A machine: memory, and threads.
#[derive(Clone)]
struct Machine {
    memory: [usize; 2],
    threads: Vec<State>,
}

/// Where a thread stands: its next line, its unfinished stores (location and value), and what it read.
#[derive(Clone, Default)]
struct State {
    next: usize,
    buffer: Vec<(usize, usize)>,
    read: Vec<usize>,
}

impl Machine {
    /// Every outcome; with `buffers`, a store waits in its thread's buffer until a fence, or until it pleases.
    fn outcomes(shape: &Shape, program: &[Vec<Op>], buffers: bool) -> BTreeSet<usize> {
        let mut outcomes = BTreeSet::new();
        let threads = vec![State::default(); program.len()];
        Machine { memory: [0; 2], threads }.explore(shape, program, buffers, &mut outcomes);
        outcomes
    }

    fn explore(&self, shape: &Shape, program: &[Vec<Op>], buffers: bool, outcomes: &mut BTreeSet<usize>) {
        let mut ended = true;
        for thread in 0..program.len() {
            let State { next, buffer, .. } = &self.threads[thread];
            if !buffer.is_empty() {
                ended = false;
                let mut drained = self.clone();
                let (location, value) = drained.threads[thread].buffer.remove(0);
                drained.memory[location] = value;
                drained.explore(shape, program, buffers, outcomes);
            }
            let Some(op) = program[thread].get(*next) else { continue };
            ended = false;
            let mut after = self.clone();
            after.threads[thread].next += 1;
            match *op {
                Op::Fence if !buffer.is_empty() => continue, // it waits
                Op::Fence => {}
                Op::Write { location, value } if buffers => {
                    after.threads[thread].buffer.push((location, value))
                }
                Op::Write { location, value } => after.memory[location] = value,
                Op::Read { location } => {
                    let own = buffer.iter().rev().find(|(stored, _)| *stored == location);
                    let value = own.map_or(self.memory[location], |(_, value)| *value);
                    after.threads[thread].read.push(value);
                }
            }
            after.explore(shape, program, buffers, outcomes);
        }
        if ended {
            let read: Vec<_> = self.threads.iter().map(|thread| thread.read.clone()).collect();
            outcomes.insert(outcome(shape, &read, self.memory));
        }
    }
}

/// A relation between events.
#[derive(Clone)]
struct Relation(Vec<Vec<bool>>);

impl Relation {
    fn of(count: usize, holds: impl Fn(usize, usize) -> bool) -> Relation {
        Relation((0..count).map(|a| (0..count).map(|b| holds(a, b)).collect()).collect())
    }

    fn has(&self, a: usize, b: usize) -> bool {
        self.0[a][b]
    }

    fn closure(mut self) -> Relation {
        let count = self.0.len();
        for middle in 0..count {
            for a in 0..count {
                for b in 0..count {
                    self.0[a][b] |= self.0[a][middle] && self.0[middle][b];
                }
            }
        }
        self
    }

    fn has_circle(self) -> bool {
        let closed = self.closure();
        (0..closed.0.len()).any(|a| closed.has(a, a))
    }
}

/// An operation in a candidate execution. The first two write 0 to `x` and `y` before any thread begins.
#[derive(Clone, Copy)]
struct Event {
    thread: Option<usize>,
    op: Op,
}

/// Every outcome of a candidate that keeps the rules.
fn outcomes_of_the_standard(test: Test) -> BTreeSet<usize> {
    let program = program(test.shape, test.orderings == Orderings::Fences);
    let mut events: Vec<_> =
        (0..2).map(|location| Event { thread: None, op: Op::Write { location, value: 0 } }).collect();
    for (thread, ops) in program.iter().enumerate() {
        events.extend(ops.iter().map(|op| Event { thread: Some(thread), op: *op }));
    }
    let is_write =
        |event: usize, at: usize| matches!(events[event].op, Op::Write { location, .. } if location == at);
    let writes: Vec<Vec<usize>> =
        (0..2).map(|at| (2..events.len()).filter(|event| is_write(*event, at)).collect()).collect();
    let reads: Vec<_> = (0..events.len())
        .filter_map(|event| match events[event].op {
            Op::Read { location } => Some((event, location)),
            _ => None,
        })
        .collect();
    let mut outcomes = BTreeSet::new();
    for of_x in orders(&writes[0]) {
        for of_y in orders(&writes[1]) {
            let coherence = [[&[0], &of_x[..]].concat(), [&[1], &of_y[..]].concat()];
            let sources = reads.iter().map(|(_, location)| coherence[*location].clone()).collect::<Vec<_>>();
            for source in choices(&sources) {
                let from: Vec<_> =
                    reads.iter().zip(&source).map(|((read, _), write)| (*write, *read)).collect();
                if is_consistent(test.orderings, &events, &coherence, &from) {
                    let value = |write: usize| match events[write].op {
                        Op::Write { value, .. } => value,
                        _ => unreachable!("only writes are read from"),
                    };
                    let read_by = |thread| -> Vec<_> {
                        let own = from.iter().filter(|(_, read)| events[*read].thread == Some(thread));
                        own.map(|(write, _)| value(*write)).collect()
                    };
                    let read: Vec<_> = (0..program.len()).map(read_by).collect();
                    let left = [0, 1].map(|at: usize| value(*coherence[at].last().expect("0 is written")));
                    outcomes.insert(outcome(test.shape, &read, left));
                }
            }
        }
    }
    outcomes
}

/// The rules: `coherence` is each location's order of writes, `from` says which write each read takes its value from.
fn is_consistent(
    orderings: Orderings,
    events: &[Event],
    coherence: &[Vec<usize>; 2],
    from: &[(usize, usize)],
) -> bool {
    let count = events.len();
    let relation = |holds: &dyn Fn(usize, usize) -> bool| Relation::of(count, holds);
    let is_fence = |event: usize| events[event].op == Op::Fence;
    let synchronizes = matches!(orderings, Orderings::ReleaseAcquire | Orderings::SeqCst);
    let is_sc =
        |event: usize| is_fence(event) || orderings == Orderings::SeqCst && events[event].thread.is_some();
    // Sequenced before; what was written before the threads began comes before all.
    let before = relation(&|a, b| match (events[a].thread, events[b].thread) {
        (None, Some(_)) => true,
        (one, other) => one.is_some() && one == other && a < b,
    });
    // A release operation, or a fence before the write; an acquire operation, or a fence behind the read.
    let releases = |event: usize, write: usize| {
        event == write && synchronizes && events[write].thread.is_some()
            || is_fence(event) && before.has(event, write)
    };
    let acquires = |event: usize, read: usize| {
        event == read && synchronizes || is_fence(event) && before.has(read, event)
    };
    let synchronizes_with =
        relation(&|a, b| from.iter().any(|(write, read)| releases(a, *write) && acquires(b, *read)));
    let happens_before = relation(&|a, b| before.has(a, b) || synchronizes_with.has(a, b)).closure();
    let strongly = relation(&|a, b| {
        let around = |c: usize, d: usize| before.has(a, c) && happens_before.has(c, d) && before.has(d, b);
        before.has(a, b)
            || synchronizes_with.has(a, b) && is_sc(a) && is_sc(b)
            || (0..count).any(|c| (0..count).any(|d| around(c, d)))
    })
    .closure();
    // Coherence-ordered before: overwrites, reads from, and reads what is overwritten.
    let place = |write: usize| {
        let of = |at: usize| Some((at, coherence[at].iter().position(|known| *known == write)?));
        of(0).or_else(|| of(1))
    };
    let overwrites = |a: usize, b: usize| match (place(a), place(b)) {
        (Some((at, one)), Some((also_at, other))) => at == also_at && one < other,
        _ => false,
    };
    let ordered = relation(&|a, b| {
        overwrites(a, b)
            || from.contains(&(a, b))
            || from.iter().any(|(write, read)| *read == a && overwrites(*write, b))
    })
    .closure();
    let coherent = (0..count).all(|a| {
        !happens_before.has(a, a) && (0..count).all(|b| !(happens_before.has(a, b) && ordered.has(b, a)))
    });
    // Of A and B, coherence-ordered: A itself or a fence that happens before it precedes B itself or a fence after it.
    let stands_before =
        |event: usize, a: usize| event == a && is_sc(a) || is_fence(event) && happens_before.has(event, a);
    let stands_behind =
        |event: usize, b: usize| event == b && is_sc(b) || is_fence(event) && happens_before.has(b, event);
    let in_s = relation(&|one, other| {
        let through =
            |a: usize, b: usize| ordered.has(a, b) && stands_before(one, a) && stands_behind(other, b);
        is_sc(one)
            && is_sc(other)
            && (strongly.has(one, other) || (0..count).any(|a| (0..count).any(|b| through(a, b))))
    });
    coherent && !in_s.has_circle()
}

/// Every order of these.
fn orders(of: &[usize]) -> Vec<Vec<usize>> {
    match of {
        [] => vec![Vec::new()],
        _ => (0..of.len())
            .flat_map(|first| {
                let mut others = of.to_vec();
                let first = others.remove(first);
                orders(&others).into_iter().map(move |rest| [vec![first], rest].concat())
            })
            .collect(),
    }
}

/// Every way to choose one of each.
fn choices(of: &[Vec<usize>]) -> Vec<Vec<usize>> {
    of.iter().fold(vec![Vec::new()], |before, options| {
        let with = |before: &Vec<usize>| {
            options.iter().map(|one| [before.clone(), vec![*one]].concat()).collect::<Vec<_>>()
        };
        before.iter().flat_map(with).collect()
    })
}

/// Every outcome but the weak one, and that one if it is allowed.
fn expected(shape: &Shape, weak: bool) -> BTreeSet<usize> {
    (0..shape.outcomes.len()).filter(|outcome| weak || *outcome != shape.weak).collect()
}

#[test]
fn interleavings_show_all_but_the_weak_outcome() {
    for test in Test::all() {
        let shown = Machine::outcomes(test.shape, &program(test.shape, false), false);
        assert_eq!(shown, expected(test.shape, false), "{}", test.shape.name);
    }
}

#[test]
fn store_buffers_show_what_x86_is_said_to_show() {
    for test in Test::all() {
        let fences = test.orderings == Orderings::Fences;
        // A sequentially consistent store goes to memory at once: it is compiled to an exchange.
        let buffers = test.orderings != Orderings::SeqCst;
        let shown = Machine::outcomes(test.shape, &program(test.shape, fences), buffers);
        let expected = expected(test.shape, test.x86_allows_weak());
        assert_eq!(shown, expected, "{} {}", test.shape.name, test.orderings.name());
    }
}

#[test]
fn the_rules_of_the_standard_allow_what_is_said_to_be_allowed() {
    for test in Test::all() {
        let expected = expected(test.shape, test.allows_weak());
        assert_eq!(outcomes_of_the_standard(test), expected, "{} {}", test.shape.name, test.orderings.name());
    }
}

#[test]
fn the_machine_shows_nothing_that_the_language_forbids() {
    assert!(Test::all().all(|test| test.allows_weak() || !test.x86_allows_weak()));
}
