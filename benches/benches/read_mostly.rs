//! Read-mostly values, under criterion.

mod front;

fn main() {
    front::bench("read_mostly", &["rwlock_std"], "read-only", &[1, 2]);
}
