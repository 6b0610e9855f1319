//! The `contend` command.
fn main() {}
