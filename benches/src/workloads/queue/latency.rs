//! How long after its time an item comes out, at half of the peak.

use std::sync::atomic::{AtomicBool, Ordering};

use primitives::queue::{Kind, Pop, Push};

use super::super::hands::{End, both};
use super::super::items::{Sink, Source, Tally, number};
use super::super::open_loop::{CALIBRATION_NS, Peak, Pitch, Punctual, Recorder};
use super::streams::{Told, verify};
use super::{Patience, made};
use crate::engine::clock::{Clock, Now};
use crate::engine::{Done, Outcome, Session, Times, Work, step};

/// The consumer looks for the peak no longer than this, should its producer be gone.
const CALIBRATION_LIMIT_NS: u64 = 250 * CALIBRATION_NS;

/// One producer on schedule, one consumer.
pub(super) fn half_peak<K: Kind<u64>>(session: &Session, capacity: usize) -> Outcome {
    let (producer, consumer) = made::<K, u64>(capacity);
    let hands = both(vec![producer], vec![consumer]);
    let (pitch, clock, calibrated) = (Pitch::default(), Clock::start(), AtomicBool::new(false));
    let race = session.race(|seat| Worker {
        work: match hands.take(seat.index) {
            End::In(end) => End::In((end, Source::new(seat.index), Punctual::new(clock))),
            End::Out(end) => End::Out((end, Sink::new(1), Recorder::new(clock, session.ramp_ns))),
        },
        patience: Patience::default(),
        clock,
        pitch: &pitch,
        calibrated: &calibrated,
    });
    let (mut all, mut kept) = (Times::new(), true);
    let outcome = Outcome::of(race, |reports: Vec<Report<K::Consumer>>| {
        let told = reports.into_iter().map(|report| {
            report.times.iter().for_each(|times| all.add(times));
            kept &= report.kept;
            report.told
        });
        verify::<K, u64>(told.collect())
    });
    let outcome = super::told::<K, u64>(outcome.latency_at(&all, pitch.rate()), 1, 1, capacity);
    if kept { outcome } else { outcome.param("schedule_kept", false) }
}

struct Report<C> {
    told: Told<C>,
    times: Option<Times>,
    kept: bool,
}

/// A producer's end, what it makes, and its schedule.
type In<P> = (P, Source, Punctual<Clock>);
/// A consumer's end, what it got, and when.
type Out<C> = (C, Sink, Recorder<Clock>);

struct Worker<'a, P, C> {
    work: End<In<P>, Out<C>>,
    patience: Patience,
    clock: Clock,
    pitch: &'a Pitch,
    calibrated: &'a AtomicBool,
}

impl<P: Push<u64>, C: Pop<u64>> Work for Worker<'_, P, C> {
    type Report = Report<C>;

    fn open(&mut self, window: u32) {
        if window == 0 {
            self.calibrate();
        }
        if let End::Out((_, _, recorder)) = &mut self.work {
            recorder.open();
        }
    }

    #[inline]
    fn batch(&mut self, tries: u64) -> Done {
        let (mut ops, mut failed) = (0, 0);
        match &mut self.work {
            End::In((end, source, punctual)) => {
                for _ in 0..tries {
                    let due = punctual.wait(self.pitch, || end.flush());
                    if end.try_push(source.numbered(due)).is_ok() {
                        source.sent_numbered(due);
                        punctual.sent();
                        self.patience.renew();
                    } else {
                        failed += 1;
                        end.flush();
                        self.patience.lose();
                    }
                    step();
                }
            }
            End::Out((end, sink, recorder)) => {
                for _ in 0..tries {
                    if let Some(item) = end.try_pop() {
                        recorder.record(number(item));
                        sink.take(item);
                        ops += 1;
                        self.patience.renew();
                    } else {
                        failed += 1;
                        self.patience.lose();
                    }
                    step();
                }
            }
        }
        Done { ops, failed, ..Done::default() }
    }

    /// Nothing is left that would meet the next window's items.
    fn close(&mut self) {
        match &mut self.work {
            End::In((end, _, punctual)) => {
                end.flush();
                punctual.close();
            }
            End::Out((end, sink, _)) => {
                while let Some(item) = end.try_pop() {
                    sink.take(item);
                }
            }
        }
    }

    fn finish(self) -> Report<C> {
        match self.work {
            End::In((_, source, punctual)) => {
                Report { told: (Tally::of_source(&source), None), times: None, kept: punctual.kept() }
            }
            End::Out((end, sink, recorder)) => Report {
                told: (Tally::of_sink(&sink), Some(end)),
                times: Some(recorder.into_times()),
                kept: true,
            },
        }
    }
}

impl<P: Push<u64>, C: Pop<u64>> Worker<'_, P, C> {
    /// As fast as can be, with the clock read at either end as it will be: what half of it is.
    fn calibrate(&mut self) {
        let clock = self.clock;
        let begun = clock.now();
        match &mut self.work {
            End::In((end, source, _)) => {
                let mut due = 0;
                loop {
                    let now = clock.now();
                    if now - begun >= CALIBRATION_NS {
                        break;
                    }
                    due = now.max(due + 1);
                    if end.try_push(source.numbered(due)).is_ok() {
                        source.sent_numbered(due);
                        self.patience.renew();
                    } else {
                        end.flush();
                        self.patience.lose();
                    }
                }
                end.flush();
                self.calibrated.store(true, Ordering::Release); // Release: behind the last item; pairs with the Acquire below
            }
            End::Out((end, sink, _)) => {
                let mut peak = Peak::default();
                loop {
                    // Acquire: asked before the queue is: an "empty" after a yes is the last word
                    let over = self.calibrated.load(Ordering::Acquire);
                    if let Some(item) = end.try_pop() {
                        peak.saw(clock.now());
                        sink.take(item);
                    } else if over || clock.now() - begun > CALIBRATION_LIMIT_NS {
                        break;
                    } else {
                        self.patience.lose();
                    }
                }
                self.pitch.set(peak.interval_ns());
            }
        }
    }
}
