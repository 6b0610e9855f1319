//! A schedule, step by step, on one thread: nobody is slow in it, and nobody is unlucky. Two readers relieve each other, so that one of them is
//! always inside, and a writer tries after each of their steps.

use std::fmt::Write as _;

use crate::exercise::ReadersWriter;

/// Times that a reader relieves the other one. A lock may let some pass, but not all.
const RELIEFS: usize = 100;

/// Who does what.
#[derive(Default)]
struct Schedule {
    lock: ReadersWriter,
    /// A column for each of [`NAMES`].
    rows: Vec<[&'static str; 4]>,
}

const NAMES: [&str; 4] = ["reader 1", "reader 2", "writer 1", "writer 2"];
const READERS: [usize; 2] = [0, 1];
const FIRST_WRITER: usize = 2;
const SECOND_WRITER: usize = 3;

impl Schedule {
    fn note(&mut self, who: usize, what: &'static str) {
        let mut row = [""; 4];
        row[who] = what;
        self.rows.push(row);
    }

    fn reader_tries(&mut self, who: usize) -> bool {
        let inside = self.lock.try_read();
        self.note(who, if inside { "comes in" } else { "must wait" });
        inside
    }

    fn reader_leaves(&mut self, who: usize) {
        self.lock.end_read();
        self.note(who, "leaves");
    }

    fn writer_comes(&mut self, who: usize) {
        self.lock.come_to_write();
        self.note(who, "comes");
    }

    fn writer_tries(&mut self, who: usize) -> bool {
        let inside = self.lock.try_write();
        self.note(who, if inside { "is inside" } else { "must wait" });
        inside
    }

    fn writer_leaves(&mut self, who: usize) {
        self.lock.end_write();
        self.note(who, "leaves");
    }

    /// Readers relieve each other until a writer is inside that has come before.
    fn relay(&mut self, mut inside: Option<usize>, writer: usize) {
        for _ in 0..RELIEFS {
            let other = inside.map_or(READERS[0], |reader| 1 - reader);
            let relieved = self.reader_tries(other);
            if let Some(reader) = inside {
                self.reader_leaves(reader);
            }
            if self.writer_tries(writer) {
                return;
            }
            assert!(relieved, "nobody is inside, and {} must wait\n\n{}", NAMES[writer], self.table());
            inside = Some(other);
        }
        panic!(
            "readers relieved each other {RELIEFS} times while {} waited, and it could have gone on for ever. `try_read` in your file \
             let each of them in.\n\n{}",
            NAMES[writer],
            self.table()
        );
    }

    fn table(&self) -> String {
        const MOST: usize = 16;
        let mut text = String::new();
        let mut line = |step: &str, columns: [&str; 4]| {
            let columns = columns.map(|column| format!("  {column:<9}")).concat();
            writeln!(text, "  {step:>4}{}", columns.trim_end()).expect("a string takes it");
        };
        line("step", NAMES);
        for (index, row) in self.rows.iter().enumerate().take(MOST) {
            line(&(index + 1).to_string(), *row);
        }
        if self.rows.len() > MOST {
            line("", ["and so on", "", "", ""]);
        }
        text
    }
}

#[test]
fn a_writer_is_let_in() {
    let mut schedule = Schedule::default();
    let first = schedule.reader_tries(READERS[0]);
    assert!(first, "nobody is there, and a reader must wait\n\n{}", schedule.table());
    schedule.writer_comes(FIRST_WRITER);
    schedule.relay(Some(READERS[0]), FIRST_WRITER);
    for reader in READERS {
        let wrong = schedule.reader_tries(reader);
        assert!(!wrong, "a reader came in while a writer was inside\n\n{}", schedule.table());
    }
    schedule.writer_leaves(FIRST_WRITER);
    for reader in READERS {
        let right = schedule.reader_tries(reader);
        assert!(right, "no writer is inside, none waits, and a reader must wait\n\n{}", schedule.table());
    }
}

#[test]
fn two_writers_are_let_in() {
    let mut schedule = Schedule::default();
    schedule.writer_comes(FIRST_WRITER);
    schedule.writer_comes(SECOND_WRITER);
    let first = schedule.writer_tries(FIRST_WRITER);
    assert!(first, "nobody is inside, and a writer must wait\n\n{}", schedule.table());
    schedule.writer_leaves(FIRST_WRITER);
    schedule.relay(None, SECOND_WRITER);
}
