//! Read-mostly values, under criterion.

mod front;

fn main() {
    front::bench(
        "read_mostly",
        &["rwlock_std", "seqlock", "rcu", "left_right", "arc_swap"],
        "read-only",
        &[1, 2],
    );
}
