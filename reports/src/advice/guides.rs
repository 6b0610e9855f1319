//! What must be known of a need before anything can be advised, family by family; and which workload stands for which need.

use super::guide::{Guide, Question, ask, at, hits, p99, promise};
use crate::record::SubjectInfo;

fn anything(_: &SubjectInfo) -> bool {
    true
}

fn linearizable(info: &SubjectInfo) -> bool {
    info.consistency.starts_with("linearizable")
}

fn first_in_first_out(info: &SubjectInfo) -> bool {
    !info.consistency.contains("last in, first out")
}

/// All guides, in the order of the page.
pub const GUIDES: &[Guide] = &[
    Guide {
        family: "counter",
        questions: &[ask(
            "reads",
            "How often is the sum read?",
            &[("never", "hardly ever"), ("sometimes", "one call in ten"), ("mostly", "nearly always")],
        )],
        promises: &[
            promise("rough", "near the truth is enough", anything),
            promise("quiescent", "exact once all who add are done", |info| {
                linearizable(info) || info.consistency == "exact when quiescent"
            }),
            promise("exact", "exact while others add", linearizable),
        ],
        situations: &[at("inc", &["never"]), at("mix-90-10", &["sometimes"]), at("load", &["mostly"])],
    },
    Guide {
        family: "lock",
        questions: &[
            ask("section", "How long is it held?", &[("0", "a few instructions"), ("100", "100 ns")]),
            ask(
                "pause",
                "What does a thread do between two sections?",
                &[("0", "nothing: it comes back at once"), ("400", "400 ns of its own work")],
            ),
            MATTERS_WAITING,
        ],
        promises: &[
            promise("any", "nothing but that one at a time is inside", anything),
            promise("sleeps", "who waits long sleeps, and burns no core", |info| {
                info.progress.contains("sleeps")
            }),
            promise("in-turn", "first come, first served", |info| info.progress.contains("first come")),
        ],
        situations: &[
            at("section-0", &["0", "0", "throughput"]),
            at("section-100", &["100", "0", "throughput"]),
            at("section-0-outside-400", &["0", "400", "throughput"]),
            at("section-100-outside-400", &["100", "400", "throughput"]),
            p99("wait-100", &["100", "0", "waiting"]),
        ],
    },
    Guide {
        family: "read_mostly",
        questions: &[
            ask(
                "changes",
                "How often is it changed?",
                &[
                    ("never", "never, once it is there"),
                    ("1-in-100", "one call in a hundred"),
                    ("1-in-10", "one call in ten"),
                    ("every-10us", "every 10 µs, by one thread"),
                    ("always", "without a pause, by one thread"),
                ],
            ),
            ask(
                "stays",
                "How long does a reader stay inside?",
                &[
                    ("0", "as short as can be"),
                    ("10", "10 ns"),
                    ("30", "30 ns"),
                    ("100", "100 ns"),
                    ("1000", "1 µs"),
                ],
            ),
            MATTERS_WAITING,
        ],
        promises: &[promise(
            "whole",
            "each reading is whole, and none is older than the one before",
            linearizable,
        )],
        situations: &[
            at("read-only", &["never", "0", "throughput"]),
            at("read-99-1", &["1-in-100", "0", "throughput"]),
            at("read-90-10", &["1-in-10", "0", "throughput"]),
            at("update-10us", &["every-10us", "0", "throughput"]),
            at("update-storm", &["always", "0", "throughput"]),
            at("hold-10", &["never", "10", "throughput"]),
            at("hold-30", &["never", "30", "throughput"]),
            at("hold-100", &["never", "100", "throughput"]),
            at("hold-1000", &["never", "1000", "throughput"]),
            p99("read-latency", &["every-10us", "0", "waiting"]),
        ],
    },
    Guide {
        family: "queue",
        questions: &[
            ask(
                "sides",
                "Who puts in, and who takes out?",
                &[
                    ("1-1", "one thread on each side"),
                    ("n-n", "several on both sides"),
                    ("n-1", "several put in, one takes out"),
                    ("1-n", "one puts in, several take out"),
                    ("each", "every thread does both"),
                ],
            ),
            ask("payload", "How large is an item?", PAYLOAD),
            ask(
                "room",
                "For how many is there room?",
                &[("1024", "for 1024"), ("64", "for 64"), ("unlimited", "as many as come")],
            ),
            ask(
                "matters",
                "What matters?",
                &[
                    ("throughput", "how many in a second"),
                    ("waiting", "how long an item is under way, at worst"),
                    ("bursts", "to take a burst in, and let it out"),
                    ("batches", "how many in a second, many at a time"),
                ],
            ),
        ],
        promises: &[
            promise("fifo", "each producer’s items come out in their order", first_in_first_out),
            promise("linearizable", "all agree on one order, empty and full included", |info| {
                linearizable(info) && first_in_first_out(info)
            }),
        ],
        situations: &[
            at("spsc", &["1-1", "8", "1024", "throughput"]),
            at("mpmc", &["n-n", "8", "1024", "throughput"]),
            at("mpsc", &["n-1", "8", "1024", "throughput"]),
            at("spmc", &["1-n", "8", "1024", "throughput"]),
            at("pairs", &["each", "8", "1024", "throughput"]),
            at("spsc-cap-64", &["1-1", "8", "64", "throughput"]),
            at("mpmc-cap-64", &["n-n", "8", "64", "throughput"]),
            at("spsc-64-bytes", &["1-1", "64", "1024", "throughput"]),
            at("mpmc-64-bytes", &["n-n", "64", "1024", "throughput"]),
            at("spsc-64-bytes-cap-64", &["1-1", "64", "64", "throughput"]),
            at("spsc-batch-32", &["1-1", "8", "1024", "batches"]),
            p99("latency-half-peak", &["1-1", "8", "1024", "waiting"]),
            at("burst", &["each", "8", "1024", "bursts"]),
            at("unbounded-spsc", &["1-1", "8", "unlimited", "throughput"]),
            at("unbounded-mpmc", &["n-n", "8", "unlimited", "throughput"]),
            at("unbounded-mpsc", &["n-1", "8", "unlimited", "throughput"]),
            at("unbounded-spmc", &["1-n", "8", "unlimited", "throughput"]),
            at("unbounded-pairs", &["each", "8", "unlimited", "throughput"]),
            at("unbounded-spsc-64-bytes", &["1-1", "64", "unlimited", "throughput"]),
            at("unbounded-mpmc-64-bytes", &["n-n", "64", "unlimited", "throughput"]),
            p99("unbounded-latency-half-peak", &["1-1", "8", "unlimited", "waiting"]),
            at("unbounded-burst", &["each", "8", "unlimited", "bursts"]),
        ],
    },
    Guide {
        family: "channel",
        questions: &[
            ask(
                "sides",
                "Who sends, and who receives?",
                &[
                    ("1-1", "one thread on each side"),
                    ("n-n", "several on both sides"),
                    ("n-1", "several send, one receives"),
                    ("each", "every thread does both"),
                ],
            ),
            ask("payload", "How large is a message?", PAYLOAD),
            ask(
                "room",
                "How many messages may wait?",
                &[
                    ("1024", "for 1024"),
                    ("64", "for 64"),
                    ("0", "none: who sends waits for who receives"),
                    ("1", "one"),
                    ("unlimited", "as many as come"),
                ],
            ),
            ask(
                "matters",
                "What matters?",
                &[
                    ("throughput", "how many in a second"),
                    ("waiting", "how long a message is under way, at worst"),
                    ("answer", "how soon an answer is there"),
                    ("once", "to make it, use it once, and throw it away"),
                ],
            ),
        ],
        promises: &[
            promise("fifo", "each sender’s messages come in their order", first_in_first_out),
            promise("linearizable", "all agree on one order", linearizable),
        ],
        situations: &[
            at("spsc", &["1-1", "8", "1024", "throughput"]),
            at("mpmc", &["n-n", "8", "1024", "throughput"]),
            at("mpsc", &["n-1", "8", "1024", "throughput"]),
            at("pairs", &["each", "8", "1024", "throughput"]),
            at("spsc-cap-64", &["1-1", "8", "64", "throughput"]),
            at("mpmc-cap-64", &["n-n", "8", "64", "throughput"]),
            at("spsc-64-bytes", &["1-1", "64", "1024", "throughput"]),
            at("hand-over", &["1-1", "8", "0", "throughput"]),
            at("round-trip", &["1-1", "8", "1", "answer"]),
            at("oneshot", &["1-1", "8", "1", "once"]),
            p99("latency-half-peak", &["1-1", "8", "1024", "waiting"]),
            at("unbounded-spsc", &["1-1", "8", "unlimited", "throughput"]),
            at("unbounded-mpmc", &["n-n", "8", "unlimited", "throughput"]),
            at("unbounded-mpsc", &["n-1", "8", "unlimited", "throughput"]),
            at("unbounded-pairs", &["each", "8", "unlimited", "throughput"]),
            at("unbounded-spsc-64-bytes", &["1-1", "64", "unlimited", "throughput"]),
            p99("unbounded-latency-half-peak", &["1-1", "8", "unlimited", "waiting"]),
        ],
    },
    Guide {
        family: "cache",
        questions: &[
            ask(
                "use",
                "How is it used?",
                &[
                    ("get", "looked up, hardly ever changed"),
                    ("95-5", "looked up; one call in twenty puts a value in"),
                    ("50-50", "half of the calls put a value in"),
                    ("read-through", "looked up, and filled where a key is missing"),
                    ("scans", "the same, with runs of keys that never come again"),
                    ("uniform", "the same, no key being worth more than another"),
                    ("trace", "the requests of a real trace, by several threads"),
                    ("hot-key", "one key is read by all while it is changed"),
                ],
            ),
            ask(
                "values",
                "What is in it?",
                &[("small", "8 bytes that are copied"), ("strings", "strings of 24 bytes")],
            ),
            ask(
                "matters",
                "What matters?",
                &[
                    ("throughput", "how many calls in a second"),
                    ("hits", "that it is there when it is asked for"),
                    ("waiting", "how long a call takes, at worst"),
                ],
            ),
        ],
        promises: &[
            promise("any", "nothing but that a value belongs to its key", anything),
            promise("linearizable", "a removed or replaced value never comes back", linearizable),
        ],
        situations: &[
            at("zipf-get", &["get", "small", "throughput"]),
            hits("zipf-get", &["get", "small", "hits"]),
            at("zipf-get-string", &["get", "strings", "throughput"]),
            hits("zipf-get-string", &["get", "strings", "hits"]),
            at("zipf-95-5", &["95-5", "small", "throughput"]),
            hits("zipf-95-5", &["95-5", "small", "hits"]),
            at("zipf-50-50", &["50-50", "small", "throughput"]),
            hits("zipf-50-50", &["50-50", "small", "hits"]),
            at("read-through", &["read-through", "small", "throughput"]),
            hits("read-through", &["read-through", "small", "hits"]),
            p99("latency-read-through", &["read-through", "small", "waiting"]),
            at("scan", &["scans", "small", "throughput"]),
            hits("scan", &["scans", "small", "hits"]),
            at("uniform", &["uniform", "small", "throughput"]),
            at("replay", &["trace", "small", "throughput"]),
            hits("replay", &["trace", "small", "hits"]),
            at("hot-key", &["hot-key", "small", "throughput"]),
        ],
    },
];

const MATTERS_WAITING: Question = ask(
    "matters",
    "What matters?",
    &[
        ("throughput", "how many in a second, all threads together"),
        ("waiting", "how long one has to wait, at worst"),
    ],
);

const PAYLOAD: &[(&str, &str)] = &[("8", "8 bytes, a pointer"), ("64", "64 bytes")];

/// The guide of a family.
pub fn guide(family: &str) -> Option<&'static Guide> {
    GUIDES.iter().find(|guide| guide.family == family)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::GUIDES;

    #[test]
    fn each_situation_answers_each_question_with_a_choice_and_none_twice() {
        for guide in GUIDES {
            let mut seen = BTreeSet::new();
            for situation in guide.situations {
                let name = format!("{} {}", guide.family, situation.workload);
                assert_eq!(situation.answers.len(), guide.questions.len(), "{name}");
                for (answer, question) in situation.answers.iter().zip(guide.questions) {
                    let known = question.choices.iter().any(|(key, _)| key == answer);
                    assert!(known, "{name}: {answer:?} is no answer to {:?}", question.key);
                }
                assert!(seen.insert(situation.answers), "{name}: another workload stands for the same");
            }
        }
    }

    #[test]
    fn each_choice_is_measured_somewhere() {
        for guide in GUIDES {
            for (at, question) in guide.questions.iter().enumerate() {
                for (key, _) in question.choices {
                    let some = guide.situations.iter().any(|situation| situation.answers[at] == *key);
                    assert!(some, "{} {}={key} stands for no workload", guide.family, question.key);
                }
            }
        }
    }
}
