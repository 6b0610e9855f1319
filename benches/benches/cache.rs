//! Caches, under criterion.

mod front;

fn main() {
    front::bench("cache", &["mutex_lru"], "zipf-get", &[1, 2]);
    front::bench("cache", &["mutex_lru"], "read-through", &[1, 2]);
}
