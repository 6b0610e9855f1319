//! Memory reclamation: when may an object be freed that other threads may still be reading?
//!
//! A structure without locks takes an object out while others look at it. It cannot free the object then; it *retires* it,
//! and reads it only while *pinned*. What decides when nobody can hold it any more is a [`Reclaim`].
//!
//! | file | idea |
//! |---|---|
//! | [`epoch`] | count time in epochs; what is two epochs old, nobody holds |
//!
//! [`laws`] says what every one of them must keep.

pub mod epoch;
pub mod laws;

/// Keeps retired objects until no pinned thread can hold them.
///
/// # Safety
/// Structures that read through raw pointers rely on this: an object that a thread found under a guard, and that is retired as
/// [`retire`](Self::retire) asks for, is freed only once that guard has been dropped, which happens before the freeing, or when
/// `self` is dropped.
pub unsafe trait Reclaim: Send + Sync + 'static {
    /// While it lives, nothing is freed that its thread can have found after it was made.
    type Pinned<'a>
    where
        Self: 'a;

    /// Nothing retired, nobody pinned.
    fn new() -> Self;

    /// Pins the current thread. A thread may pin as often as it likes; each guard protects what was found since it was made, and
    /// need protect no more: not what was found under an earlier one that is gone.
    fn pin(&self) -> Self::Pinned<'_>;

    /// Takes over an object and frees it, once, when no thread that is pinned now can hold it.
    ///
    /// # Safety
    /// The object has been taken out: before this call, by an operation that happens before it, so that a thread that pins from now on
    /// cannot find it. It is retired once, and read by others only while they are pinned to `self`.
    unsafe fn retire(&self, object: Retired);

    /// Frees what can be freed now; never waits for a pinned thread. From the drop of an object that is being freed it need not
    /// do anything: what is freeing goes on.
    fn collect(&self);

    /// How many retired objects are not freed yet.
    fn pending(&self) -> usize;
}

/// A [`Reclaim`] that can be waited for: with it a structure that may block bounds its garbage.
///
/// # Safety
/// Whoever has waited frees by hand, and relies on this: if an object was taken out before the call, as
/// [`retire`](Reclaim::retire) asks for, and a thread had found it under a guard, then [`synchronize`](Self::synchronize)
/// returns only once that guard has been dropped, which happens before the return.
pub unsafe trait Synchronize: Reclaim {
    /// Waits until every thread that is pinned now has left. Some of those that pin meanwhile may be waited for too, but not one
    /// after another for ever.
    ///
    /// The current thread must not be pinned: it would wait for itself.
    fn synchronize(&self);
}

/// An object that is out of reach, and how to free it; dropping this does so.
#[derive(Debug)]
pub struct Retired {
    object: *mut (),
    free: unsafe fn(*mut ()),
}

// SAFETY: whoever made it promised that any thread may free the object, when it is time (the contract of `new`).
unsafe impl Send for Retired {}

impl Retired {
    /// An object and a function that frees it.
    ///
    /// # Safety
    /// Dropping this asserts that nobody holds the object, and nothing but the maker's care makes that true: it comes only into
    /// hands that drop it then, such as a [`Reclaim`]'s, which decides by itself. From that moment on `free(object)` may be
    /// called once, by any thread.
    #[inline]
    pub unsafe fn new(object: *mut (), free: unsafe fn(*mut ())) -> Self {
        Retired { object, free }
    }

    /// An object that came from [`Box::into_raw`].
    ///
    /// # Safety
    /// As for [`new`](Self::new); the box is the caller's to free.
    #[inline]
    pub unsafe fn boxed<T: Send + 'static>(object: *mut T) -> Self {
        unsafe fn free<T>(object: *mut ()) {
            // SAFETY: `boxed` was given a pointer of `Box::into_raw`; this is called once (the contract of `new`).
            drop(unsafe { Box::from_raw(object.cast::<T>()) });
        }
        // SAFETY: the box is the caller's to free, when it is time; T: Send lets any thread do so.
        unsafe { Retired::new(object.cast(), free::<T>) }
    }
}

impl Drop for Retired {
    fn drop(&mut self) {
        // SAFETY: the one call; whoever drops this was trusted with the moment (the contract of `new`).
        unsafe { (self.free)(self.object) }
    }
}
