//! Work that would begin inside itself, as often as somebody's code has it: put off until the one under way is done.

use std::cell::Cell;
use std::ptr;

#[cfg(any(loom, shuttle))]
use super::engine::thread_local;
#[cfg(not(any(loom, shuttle)))]
use std::thread_local;

/// One call of [`outermost`] under way.
struct Frame {
    key: usize,
    /// Another one with the same key began inside.
    asked: Cell<bool>,
    /// The call around this one, with another key; or null.
    outer: *const Frame,
}

thread_local! {
    /// The last of the calls that are under way on this thread; or null. Without a destructor, so it is there to the thread's end.
    #[allow(clippy::missing_const_for_thread_local, reason = "the checker's twin takes no const block")]
    static INNERMOST: Cell<*const Frame> = Cell::new(ptr::null());
}

/// Runs `body`, unless this thread is inside a call with the same key: then that one runs its own body once more, when
/// it is through. So the stack grows with the number of keys, and no deeper.
pub fn outermost(key: usize, mut body: impl FnMut()) {
    // While a thread ends under the checker it may be gone: then each call counts as the outermost.
    let outer = INNERMOST.try_with(Cell::get).unwrap_or(ptr::null());
    if let Some(same) = find(outer, key) {
        same.asked.set(true);
        return;
    }
    let frame = Frame { key, asked: Cell::new(false), outer };
    let _ = INNERMOST.try_with(|innermost| innermost.set(&raw const frame));
    let _leaves = Leaves(outer);
    loop {
        frame.asked.set(false);
        body();
        if !frame.asked.get() {
            return;
        }
    }
}

/// The call with this key, from `frame` outwards.
fn find<'a>(mut frame: *const Frame, key: usize) -> Option<&'a Frame> {
    // SAFETY: it is in the stack of this thread, of a call that is not over: `Leaves` takes it off on every way out.
    while let Some(call) = unsafe { frame.as_ref() } {
        if call.key == key {
            return Some(call);
        }
        frame = call.outer;
    }
    None
}

/// Takes a call off on every way out, panics included.
struct Leaves(*const Frame);

impl Drop for Leaves {
    fn drop(&mut self) {
        let _ = INNERMOST.try_with(|innermost| innermost.set(self.0));
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::outermost;

    #[test]
    fn what_begins_inside_is_put_off() {
        let (runs, depth) = (Cell::new(0), Cell::new(0));
        outermost(1, || {
            assert_eq!(depth.replace(1), 0, "never inside itself");
            runs.set(runs.get() + 1);
            if runs.get() < 5 {
                outermost(1, || panic!("it is put off"));
                outermost(1, || panic!("it is put off"));
            }
            depth.set(0);
        });
        assert_eq!(runs.get(), 5, "once, and once more for each body in which others began");
    }

    #[test]
    fn another_key_is_another_matter() {
        let inner = Cell::new(0);
        let again = Cell::new(true);
        outermost(1, || {
            outermost(2, || {
                inner.set(inner.get() + 1);
                if again.replace(false) {
                    outermost(1, || panic!("it is put off"));
                }
            });
        });
        assert_eq!(inner.get(), 2);
    }

    #[test]
    fn a_panic_leaves() {
        let planned = || std::panic::resume_unwind(Box::new("planned"));
        let end = catch_unwind(AssertUnwindSafe(|| outermost(1, planned)));
        assert!(end.is_err());
        let runs = Cell::new(0);
        outermost(1, || runs.set(runs.get() + 1));
        assert_eq!(runs.get(), 1);
    }
}
