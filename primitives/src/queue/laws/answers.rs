//! Each answer is that of some moment within its call.

use std::collections::VecDeque;
use std::fmt::{self, Display};

use crate::history::{Recorder, Sequential, must_be_linearizable};
use crate::queue::{Kind, Pop, Promise, Push};
use crate::sync::{Arc, outside};
use crate::world::{Job, Law, Witness, World, job};

/// A call to a queue, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// It took this item.
    Pushed(u64),
    /// It was full.
    WasFull,
    /// It gave this item.
    Popped(u64),
    /// It was empty.
    WasEmpty,
}

impl Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Pushed(item) => write!(f, "push {item}"),
            Call::WasFull => f.write_str("push: full"),
            Call::Popped(item) => write!(f, "pop: {item}"),
            Call::WasEmpty => f.write_str("pop: empty"),
        }
    }
}

/// The sequential queue, or stack, that answers are compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Oracle {
    items: VecDeque<u64>,
    capacity: usize,
    is_stack: bool,
}

impl Sequential for Oracle {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match *call {
            Call::Pushed(item) if self.items.len() < self.capacity => {
                self.items.push_back(item);
                true
            }
            Call::Pushed(_) => false,
            Call::WasFull => self.items.len() == self.capacity,
            Call::Popped(item) => {
                let next = if self.is_stack { self.items.pop_back() } else { self.items.pop_front() };
                next == Some(item)
            }
            Call::WasEmpty => self.items.is_empty(),
        }
    }
}

fn push(producer: &mut impl Push<u64>, item: u64) -> Call {
    producer.try_push(item).map_or(Call::WasFull, |()| Call::Pushed(item))
}

fn pop(consumer: &mut impl Pop<u64>) -> Call {
    consumer.try_pop().map_or(Call::WasEmpty, Call::Popped)
}

/// Runs the jobs, and compares what they noted with a sequential queue that begins with `inside`.
fn judge<K: Kind<u64>>(
    witness: &Witness,
    inside: &[u64],
    capacity: usize,
    calls: &Recorder<Call>,
    jobs: Vec<Job>,
) {
    witness.par(jobs);
    let calls = calls.take();
    let start = Oracle {
        items: inside.iter().copied().collect(),
        capacity: if K::BOUNDED { capacity } else { usize::MAX },
        is_stack: K::PROMISE == Promise::LinearizableLifo,
    };
    must_be_linearizable(witness, &start, &calls);
    let refused = calls.iter().any(|call| matches!(call.call, Call::WasFull | Call::WasEmpty));
    witness.saw(if refused { "somebody was refused" } else { "nobody was refused" });
}

/// The answers of one producer and one consumer are those of a sequential queue. For every queue.
///
/// Its capacity is one, so that it is full and empty in turn.
pub fn linearizable<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(1).expect("a queue of one");
        let calls = Recorder::new();
        let (pushes, pops) = (calls.clone(), calls.clone());
        let pushing = job(move || (1..=2).for_each(|item| pushes.note(|| push(&mut producer, item))));
        let popping = job(move || (0..2).for_each(|_| pops.note(|| pop(&mut consumer))));
        judge::<K>(witness, &[], 1, &calls, vec![pushing, popping]);
    });
}

/// One thread pushes, and another pushes and pops twice, over an empty queue of one. Who has pushed finds an item, even while another
/// push is in the middle; and of two pushes together only one finds the last place.
pub fn linearizable_among_producers<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law = Law {
        name: "linearizable_among_producers",
        outcomes: &["nobody was refused", "somebody was refused"],
    };
    world.explore(LAW, |witness| {
        let (producer, mut consumer) = K::with_capacity(1).expect("a queue of one");
        let (mut first, mut second) = (producer.clone(), producer);
        let calls = Recorder::new();
        let (pushes, rest) = (calls.clone(), calls.clone());
        let pushing = job(move || pushes.note(|| push(&mut first, 1)));
        let both = job(move || {
            rest.note(|| push(&mut second, 2));
            (0..2).for_each(|_| rest.note(|| pop(&mut consumer)));
        });
        judge::<K>(witness, &[], 1, &calls, vec![pushing, both]);
    });
}

/// Two threads each push one and pop one, over an empty queue of two. A ring in which a place is claimed first and filled
/// later says "empty" to a thread that has just pushed.
pub fn linearizable_from_empty<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    // In a queue that is linearizable nobody is ever refused: there is at least one's own item.
    const LAW: Law = Law { name: "linearizable_from_empty", outcomes: &["nobody was refused"] };
    world.explore(LAW, |witness| {
        let (producer, consumer) = K::with_capacity(2).expect("a queue of two");
        let calls = Recorder::new();
        let each = |item: u64| {
            let (mut producer, mut consumer, calls) = (producer.clone(), consumer.clone(), calls.clone());
            job(move || {
                calls.note(|| push(&mut producer, item));
                calls.note(|| pop(&mut consumer));
            })
        };
        judge::<K>(witness, &[], 2, &calls, vec![each(1), each(2)]);
    });
}

/// Two threads each pop one and push one, over a full queue of two: nobody can find it full, nor empty.
pub fn linearizable_from_full<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law = Law { name: "linearizable_from_full", outcomes: &["nobody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, consumer) = K::with_capacity(2).expect("a queue of two");
        let inside = [1, 2];
        inside.iter().for_each(|&item| assert_eq!(push(&mut producer, item), Call::Pushed(item)));
        let calls = Recorder::new();
        let each = |item: u64| {
            let (mut producer, mut consumer, calls) = (producer.clone(), consumer.clone(), calls.clone());
            job(move || {
                calls.note(|| pop(&mut consumer));
                calls.note(|| push(&mut producer, item));
            })
        };
        judge::<K>(witness, &inside, 2, &calls, vec![each(3), each(4)]);
    });
}

/// Several threads push one and pop one in turn, over an empty queue of two.
pub fn linearizable_among_many<K: Kind<u64, Producer: Clone, Consumer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "linearizable_among_many", outcomes: &["nobody was refused", "somebody was refused"] };
    let (threads, ops) = (world.size().threads as u64, world.size().ops.min(2)); // short enough to be searched
    world.explore(LAW, move |witness| {
        let (producer, consumer) = K::with_capacity(2).expect("a queue of two");
        let calls = Recorder::new();
        let each = (0..threads).map(|thread| {
            let (mut producer, mut consumer, calls) = (producer.clone(), consumer.clone(), calls.clone());
            job(move || {
                for op in 1..=ops {
                    calls.note(|| push(&mut producer, 10 * thread + op));
                    calls.note(|| pop(&mut consumer));
                }
            })
        });
        judge::<K>(witness, &[], 2, &calls, each.collect());
    });
}

/// One thread pushes twice, another one pops one of the two, a third pops meanwhile. The third may have seen the first push and the
/// pop, and not the second push, which came between: from what it saw the queue is empty, and it never was.
pub fn empty_to_a_third<K: Kind<u64, Consumer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "empty_to_a_third", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let mut other = consumer.clone();
        let calls = Recorder::new();
        let (pushes, pops, looks) = (calls.clone(), calls.clone(), calls.clone());
        let pushing = job(move || (1..=2).for_each(|item| pushes.note(|| push(&mut producer, item))));
        let popping = job(move || pops.note(|| pop(&mut consumer)));
        let third = job(move || looks.note(|| pop(&mut other)));
        judge::<K>(witness, &[], 2, &calls, vec![pushing, popping, third]);
    });
}

/// The same of a full queue: one thread pops twice, another one pushes into one of the two places, a third pushes meanwhile.
pub fn full_to_a_third<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "full_to_a_third", outcomes: &["nobody was refused", "somebody was refused"] };
    world.explore(LAW, |witness| {
        let (mut producer, mut consumer) = K::with_capacity(2).expect("a queue of two");
        let inside = [1, 2];
        inside.iter().for_each(|&item| assert_eq!(push(&mut producer, item), Call::Pushed(item)));
        let mut other = producer.clone();
        let calls = Recorder::new();
        let (pops, pushes, tries) = (calls.clone(), calls.clone(), calls.clone());
        let popping = job(move || (0..2).for_each(|_| pops.note(|| pop(&mut consumer))));
        let pushing = job(move || pushes.note(|| push(&mut producer, 3)));
        let third = job(move || tries.note(|| push(&mut other, 4)));
        judge::<K>(witness, &inside, 2, &calls, vec![popping, pushing, third]);
    });
}

/// Two threads each push into one queue and look into the other's: at least one of them finds something. So a thread that has
/// told others that it will sleep, by whatever it wrote, can trust the queue that says "empty", and sleep.
///
/// Answers that are exact one queue at a time are exact together, says the theorem; this asks whether they are exact in the first
/// place. It is the test for "store buffering" of memory models.
pub fn push_then_look<K: Kind<u64>>(world: &impl World) {
    const LAW: Law =
        Law { name: "push_then_look", outcomes: &["one found something", "both found something"] };
    world.explore(LAW, |witness| {
        let (mut here, mut look_here) = K::with_capacity(1).expect("a queue of one");
        let (mut there, mut look_there) = K::with_capacity(1).expect("a queue of one");
        let found = Arc::new(outside::Mutex::new(0));
        let (first_found, second_found) = (Arc::clone(&found), Arc::clone(&found));
        let first = job(move || {
            assert!(here.try_push(1).is_ok(), "there is room");
            here.flush();
            *first_found.lock() += usize::from(look_there.try_pop().is_some());
        });
        let second = job(move || {
            assert!(there.try_push(2).is_ok(), "there is room");
            there.flush();
            *second_found.lock() += usize::from(look_here.try_pop().is_some());
        });
        witness.par(vec![first, second]);
        let found = *found.lock();
        witness.check(found > 0, || {
            "each pushed, then looked at the other's queue, and found nothing".to_owned()
        });
        witness.saw(if found == 2 { "both found something" } else { "one found something" });
    });
}

/// The same of two full queues: two threads each pop from one and push into the other's; at least one finds room.
pub fn pop_then_push<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "pop_then_push", outcomes: &["one found room", "both found room"] };
    world.explore(LAW, |witness| {
        let (mut push_here, mut here) = K::with_capacity(1).expect("a queue of one");
        let (mut push_there, mut there) = K::with_capacity(1).expect("a queue of one");
        assert!(push_here.try_push(1).is_ok() && push_there.try_push(2).is_ok(), "there is room");
        let found = Arc::new(outside::Mutex::new(0));
        let (first_found, second_found) = (Arc::clone(&found), Arc::clone(&found));
        let first = job(move || {
            assert_eq!(here.try_pop(), Some(1));
            *first_found.lock() += usize::from(push_there.try_push(3).is_ok());
        });
        let second = job(move || {
            assert_eq!(there.try_pop(), Some(2));
            *second_found.lock() += usize::from(push_here.try_push(4).is_ok());
        });
        witness.par(vec![first, second]);
        let found = *found.lock();
        witness.check(found > 0, || {
            "each popped, then pushed into the other's queue, and found it full".to_owned()
        });
        witness.saw(if found == 2 { "both found room" } else { "one found room" });
    });
}

/// An order of two pushes holds in other queues: a thread pushes into one queue and then into a second; if another one's push
/// into the second comes behind that, it finds what was put into the first.
pub fn order_tells<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "order_tells", outcomes: &["the other came first", "the other came behind"] };
    world.explore(LAW, |witness| {
        let (mut tell, mut listen) = K::with_capacity(1).expect("a queue of one");
        let (mut one, mut drain) = K::with_capacity(2).expect("a queue of two");
        let mut other = one.clone();
        let heard = Arc::new(outside::Mutex::new(None));
        let telling = job(move || {
            assert!(tell.try_push(9).is_ok() && one.try_push(1).is_ok(), "there is room");
        });
        let listening = {
            let heard = Arc::clone(&heard);
            job(move || {
                assert!(other.try_push(2).is_ok(), "there is room");
                *heard.lock() = listen.try_pop();
            })
        };
        witness.par(vec![telling, listening]);
        let behind = drain.try_pop() == Some(1);
        let heard = *heard.lock();
        witness.check(!behind || heard == Some(9), || {
            format!("2 is behind 1, which was pushed after 9, and {heard:?} was found for 9")
        });
        witness.saw(if behind { "the other came behind" } else { "the other came first" });
    });
}

/// The same, to a third: whoever pushed behind another one tells somebody, by a third queue, who then looks into the first.
pub fn order_is_passed_on<K: Kind<u64, Producer: Clone>>(world: &impl World) {
    const LAW: Law =
        Law { name: "order_is_passed_on", outcomes: &["nothing was passed on", "it was passed on"] };
    world.explore(LAW, |witness| {
        let (mut tell, mut listen) = K::with_capacity(1).expect("a queue of one");
        let (mut one, mut drain) = K::with_capacity(2).expect("a queue of two");
        let mut other = one.clone();
        let (mut pass_on, mut hear) = K::with_capacity(1).expect("a queue of one");
        let heard = Arc::new(outside::Mutex::new(None));
        let telling = job(move || {
            assert!(tell.try_push(9).is_ok() && one.try_push(1).is_ok(), "there is room");
        });
        let passing = job(move || {
            assert!(other.try_push(2).is_ok() && pass_on.try_push(3).is_ok(), "there is room");
        });
        let listening = {
            let heard = Arc::clone(&heard);
            job(move || {
                let passed_on = hear.try_pop();
                *heard.lock() = passed_on.map(|_| listen.try_pop());
            })
        };
        witness.par(vec![telling, passing, listening]);
        let behind = drain.try_pop() == Some(1);
        let heard = *heard.lock();
        witness.check(!(behind && heard == Some(None)), || {
            "2 is behind 1, which was pushed after 9; 3 was pushed after 2; who found 3 found nothing for 9".to_owned()
        });
        witness.saw(LAW.outcomes[usize::from(behind && heard.is_some())]);
    });
}

/// An order that is seen in one queue holds in another: a thread puts something into the second and makes room in the first; whoever
/// uses that room finds what was put in.
pub fn room_tells<K: Kind<u64>>(world: &impl World) {
    const LAW: Law = Law { name: "room_tells", outcomes: &["there was no room yet", "there was room"] };
    world.explore(LAW, |witness| {
        let (mut fill, mut drain) = K::with_capacity(1).expect("a queue of one");
        let (mut tell, mut listen) = K::with_capacity(1).expect("a queue of one");
        assert!(fill.try_push(1).is_ok(), "there is room");
        let making_room = job(move || {
            assert!(tell.try_push(9).is_ok(), "there is room");
            tell.flush();
            assert_eq!(drain.try_pop(), Some(1));
        });
        let using_it = {
            let witness = witness.clone();
            job(move || {
                let had_room = fill.try_push(2).is_ok();
                let heard = listen.try_pop();
                witness.check(!had_room || heard == Some(9), || {
                    format!("there was room, which was made behind 9, and {heard:?} was found")
                });
                witness.saw(if had_room { "there was room" } else { "there was no room yet" });
            })
        };
        witness.par(vec![making_room, using_it]);
    });
}
