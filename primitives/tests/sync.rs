//! The native world costs nothing: atomics are the standard library's own types, wrappers are of equal size.

use std::any::TypeId;

use primitives::sync;
use primitives::sync::atomic::LoadByOwner;

#[test]
fn atomics_are_the_standard_librarys_own_types() {
    macro_rules! same {
        ($($name:ident),*) => {$(
            let (ours, std) = (TypeId::of::<sync::atomic::$name>(), TypeId::of::<std::sync::atomic::$name>());
            assert_eq!(ours, std, stringify!($name));
        )*};
    }
    same!(AtomicBool, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering);
    assert_eq!(
        TypeId::of::<sync::atomic::AtomicPtr<u64>>(),
        TypeId::of::<std::sync::atomic::AtomicPtr<u64>>()
    );
    assert_eq!(TypeId::of::<sync::Arc<u64>>(), TypeId::of::<std::sync::Arc<u64>>());
}

#[test]
fn wrappers_are_of_equal_size() {
    macro_rules! equal {
        ($($ours:ty => $std:ty),* $(,)?) => {$(
            assert_eq!(size_of::<$ours>(), size_of::<$std>(), stringify!($ours));
            assert_eq!(align_of::<$ours>(), align_of::<$std>(), stringify!($ours));
        )*};
    }
    equal!(
        sync::cell::UnsafeCell<[u8; 3]> => std::cell::UnsafeCell<[u8; 3]>,
        sync::Mutex<u64> => std::sync::Mutex<u64>,
        sync::RwLock<u64> => std::sync::RwLock<u64>,
        sync::Condvar => std::sync::Condvar,
    );
}

#[test]
fn an_owner_reads_what_it_stored() {
    let number = sync::atomic::AtomicU64::new(7);
    assert_eq!(number.load_by_owner(), 7);
    number.store(8, sync::atomic::Ordering::Relaxed);
    assert_eq!(number.load_by_owner(), 8);
}

#[test]
fn a_lock_whose_holder_panicked_can_be_taken_again() {
    let lock = sync::Arc::new(sync::Mutex::new(1));
    let holder = sync::Arc::clone(&lock);
    let panicked = sync::thread::spawn(move || {
        *holder.lock() += 1;
        let _guard = holder.lock();
        std::panic::resume_unwind(Box::new("on purpose, and without a message"));
    });
    assert!(panicked.join().is_err());
    assert_eq!(*lock.lock(), 2, "the value is as it was left");
    assert!(lock.try_lock().is_some());
}

#[test]
fn a_core_has_a_number_that_can_be_folded() {
    let cpu = sync::cpu::CpuNumber::new();
    assert!(sync::cpu::CpuNumber::count() > 0);
    // Numbers may be larger than the count (a container may use few of many cores), but they are cores.
    assert!((0..1000).all(|_| cpu.current() < 1 << 20));
}
