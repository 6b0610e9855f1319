//! Known histories, good and bad.

use std::collections::VecDeque;
use std::fmt;

use super::{Recorder, Sequential, Timed, is_linearizable, show};

/// A register: reads give what was written last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Register(u64);

#[derive(Clone, Debug)]
enum Call {
    Write(u64),
    Read(u64),
}
use Call::{Read, Write};

impl Sequential for Register {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match call {
            Write(value) => {
                self.0 = *value;
                true
            }
            Read(value) => self.0 == *value,
        }
    }
}

fn holds(calls: &[(usize, usize, Call)]) -> bool {
    let timed = |(begin, end, call): &(usize, usize, Call)| Timed {
        caller: 0,
        begin: *begin,
        end: *end,
        call: call.clone(),
    };
    is_linearizable(&Register(0), &calls.iter().map(timed).collect::<Vec<_>>())
}

#[test]
fn nothing_is_in_order() {
    assert!(holds(&[]));
}

#[test]
fn a_read_that_overlaps_a_write_may_see_either() {
    assert!(holds(&[(0, 3, Write(1)), (1, 2, Read(0))]));
    assert!(holds(&[(0, 3, Write(1)), (1, 2, Read(1))]));
    assert!(!holds(&[(0, 3, Write(1)), (1, 2, Read(2))]));
}

#[test]
fn what_ended_before_is_seen() {
    assert!(holds(&[(0, 1, Write(1)), (2, 3, Read(1))]));
    assert!(!holds(&[(0, 1, Write(1)), (2, 3, Read(0))]));
}

#[test]
fn no_read_goes_back() {
    // The examples of Herlihy and Wing: once one read saw the new value, no later one sees the old.
    assert!(holds(&[(0, 9, Write(1)), (1, 2, Read(0)), (3, 4, Read(1))]));
    assert!(!holds(&[(0, 9, Write(1)), (1, 2, Read(1)), (3, 4, Read(0))]));
}

/// Every row of the calls, by brute force: the definition itself.
fn by_definition(calls: &[(usize, usize, Call)]) -> bool {
    fn rows(
        done: &mut Vec<usize>,
        calls: &[(usize, usize, Call)],
        works: &mut impl FnMut(&[usize]) -> bool,
    ) -> bool {
        if done.len() == calls.len() {
            return works(done);
        }
        (0..calls.len()).any(|next| {
            if done.contains(&next) {
                return false;
            }
            done.push(next);
            let found = rows(done, calls, works);
            done.pop();
            found
        })
    }
    rows(&mut Vec::new(), calls, &mut |row| {
        let in_time = (0..row.len())
            .all(|early| (early + 1..row.len()).all(|late| calls[row[late]].1 >= calls[row[early]].0));
        let mut register = Register(0);
        in_time && row.iter().all(|&index| register.step(&calls[index].2))
    })
}

#[test]
fn it_agrees_with_the_definition() {
    // Five calls with begins and ends drawn from a small generator; about a third of the histories hold.
    let (mut random, mut held) = (1u64, 0);
    let mut draw = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    for round in 0..2_000 {
        let calls: Vec<_> = (0..5)
            .map(|number| {
                let begin = draw(20) as usize * 10 + number; // no two at one moment
                let end = begin + 1 + draw(8) as usize * 10;
                (begin, end, if draw(2) == 0 { Write(draw(2)) } else { Read(draw(2)) })
            })
            .collect();
        let expected = by_definition(&calls);
        held += usize::from(expected);
        assert_eq!(holds(&calls), expected, "round {round}: {calls:?}");
    }
    assert!((200..1_800).contains(&held), "both answers were tried: {held} of 2000 hold");
}

/// A queue; with it come the first examples of Herlihy and Wing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Queue(VecDeque<char>);

#[derive(Clone, Copy, Debug)]
enum Item {
    In(char),
    Out(char),
}
use Item::{In, Out};

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            In(item) => write!(f, "enqueue {item}"),
            Out(item) => write!(f, "dequeue: {item}"),
        }
    }
}

impl Sequential for Queue {
    type Call = Item;

    fn step(&mut self, call: &Item) -> bool {
        match *call {
            In(item) => {
                self.0.push_back(item);
                true
            }
            Out(item) => self.0.pop_front() == Some(item),
        }
    }
}

fn queue_holds(calls: &[(usize, usize, Item)]) -> bool {
    let timed = |&(begin, end, call): &(usize, usize, Item)| Timed { caller: 0, begin, end, call };
    is_linearizable(&Queue(VecDeque::new()), &calls.iter().map(timed).collect::<Vec<_>>())
}

#[test]
fn enqueues_that_overlap_may_be_dequeued_in_either_order() {
    // Herlihy and Wing, figure 1: the first history.
    assert!(queue_holds(&[
        (0, 2, In('x')),
        (1, 4, In('y')),
        (5, 7, Out('x')),
        (6, 8, Out('y')),
        (9, 10, In('z'))
    ]));
    assert!(queue_holds(&[(0, 2, In('x')), (1, 3, In('y')), (4, 5, Out('y')), (6, 7, Out('x'))]));
}

#[test]
fn what_was_enqueued_before_is_dequeued_before() {
    // The second: sequentially consistent, for the two callers may have been seen in the other order; and not linearizable.
    assert!(!queue_holds(&[(0, 1, In('x')), (2, 3, In('y')), (4, 5, Out('y'))]));
    assert!(!queue_holds(&[(0, 1, In('x')), (2, 3, In('y')), (4, 5, Out('y')), (6, 7, Out('x'))]));
}

#[test]
fn an_item_may_be_dequeued_before_its_enqueue_returns() {
    // The third.
    assert!(queue_holds(&[(0, 3, In('x')), (1, 2, Out('x'))]));
    assert!(!queue_holds(&[(0, 1, Out('x')), (2, 3, In('x'))]), "but not before it is called");
}

#[test]
fn an_item_is_dequeued_once() {
    // The fourth.
    assert!(!queue_holds(&[(0, 2, In('x')), (1, 3, In('y')), (4, 6, Out('y')), (5, 7, Out('y'))]));
}

#[test]
fn each_queue_alone_may_hide_what_both_together_show() {
    // Sequential consistency is not local: two queues that each have it need not have it together. Linearizability is, so here one
    // of the two must be refused alone.
    let p = [(0, 1, In('x')), (4, 5, In('y')), (8, 9, Out('y'))];
    let q = [(2, 3, In('y')), (6, 7, In('x')), (10, 11, Out('x'))];
    assert!(!queue_holds(&p) && !queue_holds(&q));
}

#[test]
fn searches_that_lead_nowhere_are_not_repeated() {
    // Twelve writes at once: half a milliard rows, and some thousand states. An answer that none of them gives is refused within those.
    let mut calls: Vec<_> = (0..12).map(|index| (index, 100 + index, Write(index as u64 % 2))).collect();
    calls.push((200, 201, Read(7)));
    assert!(!holds(&calls));
    calls.pop();
    calls.push((200, 201, Read(1)));
    assert!(holds(&calls));
}

#[test]
fn sixty_four_calls_are_the_most() {
    let row =
        |length: usize| (0..length).map(|at| (2 * at, 2 * at + 1, Write(at as u64))).collect::<Vec<_>>();
    assert!(holds(&row(64)));
    assert!(std::panic::catch_unwind(|| holds(&row(65))).is_err());
}

#[test]
fn a_history_is_shown_one_line_a_call() {
    let recorder = Recorder::new();
    recorder.note(|| In('x'));
    recorder.clone().note(|| Out('x'));
    let calls = recorder.take();
    assert!(recorder.take().is_empty(), "taken once");
    assert_eq!(
        show(&calls),
        "caller  begin..end  call\n     0      0..1    enqueue x\n     1      2..3    dequeue: x"
    );
}
