//! What a cache that loads must keep.
//!
//! | law | says | kills |
//! |---|---|---|
//! | [`loads_once`] | several threads ask for a missing key: one loads it, all get that value | look, then load, then store |
//! | [`loads_once_for_three`] | likewise, and two wait | a waiter that nobody wakes |
//! | [`panicking_loader_frees`] | a loader that panics leaves the loading to the next | a waiter that is lost |
//! | [`another_key_is_loaded`] | a loader may have another key loaded | a lock that is held while loading |
//! | [`only_circles_are_told`] | who waits for what has landed closes no circle | a load that counts until everybody has its value |
//! | [`circle_is_told`] | a loader that asks for its own key is told, and two that ask for each other's | waiting for oneself |

use crate::cache::{Circular, SingleFlight};
use crate::sync::{Arc, outside, thread};
use crate::world::{Law, World, job};

/// Two threads ask for a missing key. One of them loads it.
pub fn loads_once<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "loads_once", outcomes: &["one loaded it", "the other loaded it"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let loads = Arc::new(outside::Mutex::new(Vec::new()));
        let asking = |value: u64| {
            let (cache, loads, witness) = (Arc::clone(&cache), Arc::clone(&loads), witness.clone());
            job(move || {
                let load = || {
                    loads.lock().push(value);
                    value
                };
                let got = cache.get_or_insert_with(5, load);
                let loaded = loads.lock().first().copied();
                witness.check(got.ok() == loaded, || format!("{loaded:?} was loaded, {got:?} came"));
            })
        };
        witness.par(vec![asking(10), asking(11)]);
        let loads = loads.lock();
        witness.check(loads.len() == 1, || format!("a missing key was loaded {} times", loads.len()));
        witness.saw(if loads[..] == [10] { "one loaded it" } else { "the other loaded it" });
    });
}

/// Three threads ask for a missing key: one loads it, and both others are told.
pub fn loads_once_for_three<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "loads_once_for_three", outcomes: &["loaded once"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let loads = Arc::new(outside::Mutex::new(0));
        let asking = || {
            let (cache, loads, witness) = (Arc::clone(&cache), Arc::clone(&loads), witness.clone());
            job(move || {
                let load = || {
                    *loads.lock() += 1;
                    10
                };
                let got = cache.get_or_insert_with(5, load);
                witness.check(got == Ok(10), || format!("10 was loaded, {got:?} came"));
            })
        };
        witness.par(vec![asking(), asking(), asking()]);
        let loads = *loads.lock();
        witness.check(loads == 1, || format!("a missing key was loaded {loads} times"));
        witness.saw("loaded once");
    });
}

/// Two threads ask for a missing key, and one has a loader that panics: the other gets a value, and nobody waits for ever. Under a checker
/// a panic would end the execution, so there it is caught inside, by leaving the loader: for real threads.
pub fn panicking_loader_frees<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "panicking_loader_frees", outcomes: &[] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(2).expect("a cache of two"));
        let panicking = {
            let cache = Arc::clone(&cache);
            job(move || {
                drop(thread::catch_panic(|| {
                    cache.get_or_insert_with(5, || panic!("a loader that was made to"))
                }));
            })
        };
        let loading = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let got = cache.get_or_insert_with(5, || 11);
                witness.check(got == Ok(11), || format!("11 is all that can be loaded, {got:?} came"));
            })
        };
        witness.par(vec![panicking, loading]);
        let found = cache.get(&5);
        witness.check(found == Some(11), || format!("11 was loaded, found {found:?}"));
    });
}

/// A loader has another key loaded, while another thread asks for both.
pub fn another_key_is_loaded<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "another_key_is_loaded", outcomes: &["by the loader", "by the other"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(4).expect("a cache of four"));
        let nested = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let inner = || cache.get_or_insert_with(6, || 20).map_or(0, |inner| inner + 1);
                let got = cache.get_or_insert_with(5, inner);
                witness
                    .check(matches!(got, Ok(21 | 31)), || format!("6 is 20 or 30, 5 one more, {got:?} came"));
                witness.saw(if got == Ok(21) { "by the loader" } else { "by the other" });
            })
        };
        let plain = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let got = cache.get_or_insert_with(6, || 30);
                witness.check(matches!(got, Ok(20 | 30)), || format!("6 is 20 or 30, {got:?} came"));
            })
        };
        witness.par(vec![nested, plain]);
    });
}

/// A loader asks for its own key, and is told. Two loaders ask for each other's key, and one of them is told, or none if they miss each other.
pub fn circle_is_told<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "circle_is_told", outcomes: &["one was told", "they missed each other"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(4).expect("a cache of four"));
        let own = cache.get_or_insert_with(7, || match cache.get_or_insert_with(7, || 1) {
            Err(Circular) => 2,
            Ok(_) => 3,
        });
        witness.check(own == Ok(2), || format!("a loader that asks for its own key is told, {own:?} came"));
        let told = Arc::new(outside::Mutex::new(0));
        let asking = |key: u64| {
            let (cache, told) = (Arc::clone(&cache), Arc::clone(&told));
            job(move || {
                let other = || {
                    cache.get_or_insert_with(11 - key, || 50).unwrap_or_else(|Circular| {
                        *told.lock() += 1;
                        40
                    })
                };
                let _got = cache.get_or_insert_with(key, other);
            })
        };
        witness.par(vec![asking(5), asking(6)]);
        let told = *told.lock();
        witness.check(told <= 1, || "a circle of two is broken by one of them".to_owned());
        witness.saw(if told == 1 { "one was told" } else { "they missed each other" });
    });
}

/// One thread has a key loaded, and then asks for another, whose loader in another thread asks for the first. There is no circle in that,
/// however the two interleave.
pub fn only_circles_are_told<C: SingleFlight<u64, u64>>(world: &impl World) {
    const LAW: Law = Law { name: "only_circles_are_told", outcomes: &["6 by the first", "6 by the second"] };
    world.explore(LAW, |witness| {
        let cache = Arc::new(C::with_capacity(4).expect("a cache of four"));
        let one_after_another = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let (first, second) =
                    (cache.get_or_insert_with(5, || 50), cache.get_or_insert_with(6, || 60));
                witness.check(first.is_ok() && second.is_ok(), || {
                    format!("no circle, and told: {first:?}, {second:?}")
                });
                witness.saw(if second == Ok(60) { "6 by the first" } else { "6 by the second" });
            })
        };
        let nested = {
            let (cache, witness) = (Arc::clone(&cache), witness.clone());
            job(move || {
                let inner = || {
                    let inner = cache.get_or_insert_with(5, || 51);
                    witness.check(inner.is_ok(), || format!("no circle, and told: {inner:?}"));
                    61
                };
                let outer = cache.get_or_insert_with(6, inner);
                witness.check(outer.is_ok(), || format!("no circle, and told: {outer:?}"));
            })
        };
        witness.par(vec![one_after_another, nested]);
    });
}
