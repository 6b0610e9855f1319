//! Six counters, and each of them once in each order.

mod prediction;

use prediction::{NAMES, Order, Place, Prediction, line};

/// Each of the names once, and nothing else.
fn each_once(what: &str, said: &[&str], place: Option<Place>) {
    let place = place.map_or("your file".to_owned(), line);
    for name in said {
        assert!(
            NAMES.contains(name),
            "{place}: {what}: there is no counter {name:?} here; there are {NAMES:?}"
        );
    }
    for name in NAMES {
        let times = said.iter().filter(|said| **said == name).count();
        assert_eq!(times, 1, "{place}: {what}: so often stands {name:?} there, and it must stand there once");
    }
}

fn one_order(what: &str, orders: &[Order]) {
    let [order] = orders else { panic!("{what}: {} orders, and it must be one", orders.len()) };
    each_once(what, &order.names, Some(order.place));
}

#[test]
fn all_six_are_counted() {
    let prediction = Prediction::taken();
    let said: Vec<&str> = prediction.counts.iter().map(|counts| counts.name).collect();
    each_once("counts", &said, prediction.counts.last().map(|counts| counts.place));
}

#[test]
fn all_six_are_in_both_orders() {
    let prediction = Prediction::taken();
    one_order("one_thread", &prediction.one);
    one_order("two_threads", &prediction.two);
}
