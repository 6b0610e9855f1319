//! Runs that are stopped, whatever stops them, and go on. No harness: the processes are this binary again, so its `main`
//! must be ours.

#[cfg(unix)]
mod common;
#[cfg(unix)]
mod stopped;

#[cfg(unix)]
fn main() {
    stopped::main();
}

/// Nothing here stops a process as it is stopped there.
#[cfg(not(unix))]
fn main() {
    println!("endurance ... skipped: signals and limits are those of unix");
}
