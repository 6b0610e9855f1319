//! A thread that waits for itself: found in debug builds, where it is a panic instead of silence for ever.

/// What this thread is inside of, until dropped. In release builds it is nothing.
#[must_use = "the mark is taken away as soon as this is dropped"]
#[derive(Debug)]
pub struct Inside {
    #[cfg(debug_assertions)]
    mark: Mark,
    /// It is this thread that is inside.
    _stays_on_its_thread: std::marker::PhantomData<*const ()>,
}

/// Marks that this thread is inside `object`, in which a second entry would wait for the first.
///
/// # Panics
/// In debug builds, if it is inside already.
#[inline(always)]
#[cfg_attr(debug_assertions, track_caller)]
pub fn enter<T>(object: &T) -> Inside {
    let _ = object;
    Inside {
        #[cfg(debug_assertions)]
        mark: debug::enter(object),
        _stays_on_its_thread: std::marker::PhantomData,
    }
}

/// Marks that this thread is inside `object`, by an entry that did not wait, perhaps for the second time: a later one that would
/// wait is found.
#[inline(always)]
pub fn enter_without_waiting<T>(object: &T) -> Inside {
    let _ = object;
    Inside {
        #[cfg(debug_assertions)]
        mark: debug::mark(object),
        _stays_on_its_thread: std::marker::PhantomData,
    }
}

#[cfg(debug_assertions)]
use debug::Mark;

#[cfg(debug_assertions)]
mod debug {
    use std::cell::RefCell;

    /// An object, by its address and type: an object and its first field share an address.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub(super) struct Mark(usize, &'static str);

    thread_local!(static INSIDE: RefCell<Vec<Mark>> = const { RefCell::new(Vec::new()) });

    #[track_caller]
    pub(super) fn enter<T>(object: &T) -> Mark {
        let mark = Mark::of(object);
        // While a thread ends its list may be gone: then nothing is found.
        let again = INSIDE.try_with(|inside| inside.borrow().contains(&mark));
        assert!(
            again != Ok(true),
            "re-entry: this thread is inside this {} already, and would wait for itself",
            mark.1
        );
        self::mark(object)
    }

    pub(super) fn mark<T>(object: &T) -> Mark {
        let mark = Mark::of(object);
        let _ = INSIDE.try_with(|inside| inside.borrow_mut().push(mark));
        mark
    }

    impl Mark {
        fn of<T>(object: &T) -> Mark {
            Mark(std::ptr::from_ref(object).addr(), std::any::type_name::<T>())
        }
    }

    impl Drop for super::Inside {
        fn drop(&mut self) {
            let _ = INSIDE.try_with(|inside| {
                let mut inside = inside.borrow_mut();
                if let Some(place) = inside.iter().rposition(|mark| *mark == self.mark) {
                    inside.remove(place);
                }
            });
        }
    }
}

#[cfg(all(test, debug_assertions))]
mod tests {
    use super::enter;

    #[test]
    fn a_second_entry_is_found_and_a_later_one_is_not() {
        let object = 7u64;
        let inside = enter(&object);
        let again = std::panic::catch_unwind(|| drop(enter(&object)));
        let message = again.expect_err("the first entry is not over");
        assert!(message.downcast_ref::<String>().is_some_and(|text| text.starts_with("re-entry: ")));
        drop(inside);
        drop(enter(&object));
    }

    #[test]
    fn an_entry_that_did_not_wait_is_inside_too() {
        let object = 7u64;
        let _first = super::enter_without_waiting(&object);
        drop(super::enter_without_waiting(&object));
        assert!(std::panic::catch_unwind(|| drop(enter(&object))).is_err(), "the first one is not over");
    }

    #[test]
    fn a_field_at_the_same_address_is_another_object() {
        struct Outer([u64; 1]);
        let outer = Outer([7]);
        let _outer = enter(&outer);
        let _inner = enter(&outer.0);
    }
}
