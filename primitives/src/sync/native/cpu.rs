//! Which core is this? An answer that may be out of date by the time it is used; whoever uses it must stay correct.

/// How to ask for the current core, decided once.
#[derive(Clone, Copy, Debug)]
pub struct CpuNumber {
    source: Source,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// Byte offset, from the thread pointer, of the area in which the kernel keeps the core's number.
    #[cfg(all(
        target_os = "linux",
        target_env = "gnu",
        target_arch = "x86_64",
        target_pointer_width = "64",
        not(portable)
    ))]
    RestartableSequences(isize),
    /// One system call, or a vDSO call.
    #[cfg(all(target_os = "linux", not(portable)))]
    GetCpu,
    /// No way to ask: each thread keeps the number it was dealt.
    #[cfg(any(not(target_os = "linux"), portable))]
    DealtPerThread,
}

impl CpuNumber {
    /// Finds the cheapest source that this system offers.
    pub fn new() -> Self {
        CpuNumber { source: Source::cheapest() }
    }

    /// The number of the core that ran this thread a moment ago.
    #[inline(always)]
    pub fn current(&self) -> usize {
        match self.source {
            #[cfg(all(
                target_os = "linux",
                target_env = "gnu",
                target_arch = "x86_64",
                target_pointer_width = "64",
                not(portable)
            ))]
            Source::RestartableSequences(offset) => {
                let cpu: u32;
                // SAFETY: `cheapest` chose this source only after glibc said that it registered the area for every
                // thread, at this offset from the thread pointer; the first word is `cpu_id_start`, readable always.
                unsafe {
                    core::arch::asm!("mov {cpu:e}, dword ptr fs:[{offset}]", cpu = out(reg) cpu, offset = in(reg) offset,
                        options(nostack, readonly, preserves_flags));
                }
                cpu as usize
            }
            #[cfg(all(target_os = "linux", not(portable)))]
            // SAFETY: no arguments; a negative answer (an old kernel) becomes core 0.
            Source::GetCpu => usize::try_from(unsafe { libc::sched_getcpu() }).unwrap_or(0),
            #[cfg(any(not(target_os = "linux"), portable))]
            Source::DealtPerThread => dealt(),
        }
    }

    /// How many cores the system has, whether this thread may run on them or not: an upper bound of the numbers, or
    /// nearly, since a core may be added while the program runs. Larger ones must be folded.
    pub fn count() -> usize {
        cores()
    }
}

impl Default for CpuNumber {
    fn default() -> Self {
        CpuNumber::new()
    }
}

impl Source {
    #[cfg(all(
        target_os = "linux",
        target_env = "gnu",
        target_arch = "x86_64",
        target_pointer_width = "64",
        not(portable)
    ))]
    fn cheapest() -> Source {
        // glibc 2.35 and later registers restartable sequences for every thread and tells where; older ones lack the
        // symbols, so they are looked up rather than linked.
        // SAFETY: both names are NUL-terminated; the symbols, when present, are a `ptrdiff_t` and an `unsigned int`
        // that never change after start-up.
        unsafe {
            let offset = libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_offset".as_ptr()).cast::<isize>();
            let size = libc::dlsym(libc::RTLD_DEFAULT, c"__rseq_size".as_ptr()).cast::<u32>();
            if !offset.is_null() && !size.is_null() && *size > 0 {
                return Source::RestartableSequences(*offset);
            }
        }
        Source::GetCpu
    }

    #[cfg(all(
        target_os = "linux",
        not(all(target_env = "gnu", target_arch = "x86_64", target_pointer_width = "64")),
        not(portable)
    ))]
    fn cheapest() -> Source {
        Source::GetCpu
    }

    #[cfg(any(not(target_os = "linux"), portable))]
    fn cheapest() -> Source {
        Source::DealtPerThread
    }
}

#[cfg(all(target_os = "linux", not(portable)))]
fn cores() -> usize {
    // SAFETY: no pointers; a negative answer becomes 1.
    usize::try_from(unsafe { libc::sysconf(libc::_SC_NPROCESSORS_CONF) }).unwrap_or(1).max(1)
}

#[cfg(any(not(target_os = "linux"), portable))]
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A number dealt to each thread in turn, for systems that do not tell the core.
#[cfg(any(not(target_os = "linux"), portable))]
fn dealt() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static MINE: usize = NEXT.fetch_add(1, Ordering::Relaxed)); // Relaxed: only distinctness matters
    MINE.with(|mine| *mine)
}
