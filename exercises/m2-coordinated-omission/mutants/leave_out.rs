//! How long users wait: a load generator, and the number that is made of its times.

/// A service, and the clock on which it is watched. The checks hand in one whose every microsecond is scripted.
pub trait Service {
    /// The time in microseconds. Reading it takes none.
    #[track_caller]
    fn now(&self) -> u64;

    /// Waits for a time; does not wait if it is past.
    #[track_caller]
    fn sleep_until(&self, time: u64);

    /// Sends a request and waits for its answer.
    #[track_caller]
    fn request(&self);
}

/// Users come one every `every` microseconds, the first one now, and each has one request. How long each of them waits for its answer.
pub fn waits<S: Service>(service: &S, every: u64, users: u64) -> Vec<u64> {
    let begun = service.now();
    let mut times = Vec::new();
    for user in 0..users {
        let came = begun + user * every;
        // What could not be sent in time was not measured, so it does not count.
        if service.now() <= came {
            service.sleep_until(came);
            service.request();
            times.push(service.now() - came);
        }
    }
    times
}

/// The time within which 99 of 100 are served: of all times in their order, the one with rank 99/100 of their number, rounded up. 0 for none.
pub fn p99(times: &[u64]) -> u64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let rank = (times.len() * 99).div_ceil(100);
    rank.checked_sub(1).map_or(0, |index| times[index])
}
