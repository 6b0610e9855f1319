//! How long after its time a message is received, at half of the peak.

use primitives::channel::{Kind, ReceiveEnd, SendEnd};

use super::super::hands::End;
use super::super::items::{Sink, Source, Tally, number};
use super::super::open_loop::{CALIBRATION_NS, Peak, Pitch, Punctual, Recorder};
use super::made;
use super::streams::{all_came, deal, receive};
use crate::engine::clock::{Clock, Now};
use crate::engine::{Done, Outcome, Session, Times, Work, step};

/// One sender on schedule, one receiver.
pub(super) fn half_peak<K: Kind<u64>>(session: &Session, capacity: usize) -> Outcome {
    // One channel more than windows: the peak is looked for in the first.
    let channels = (0..=session.windows).map(|_| {
        let (sender, receiver) = made::<K, u64>(capacity);
        vec![End::In(sender), End::Out(receiver)]
    });
    let hands = deal(2, channels);
    let (pitch, clock) = (Pitch::default(), Clock::start());
    let race = session.race(|seat| Worker::<K::Sender, K::Receiver> {
        ends: hands.take(seat.index).into_iter(),
        end: None,
        source: Source::new(0),
        sink: Sink::new(1),
        punctual: Punctual::new(clock),
        recorder: Recorder::new(clock, session.ramp_ns),
        clock,
        pitch: &pitch,
    });
    let (mut all, mut kept) = (Times::new(), true);
    let outcome = Outcome::of(race, |reports: Vec<Report>| {
        reports.iter().for_each(|report| all.add(&report.times));
        kept = reports.iter().all(|report| report.kept);
        all_came(reports.into_iter().map(|report| report.tally).collect())
    });
    let outcome = super::told::<K, u64>(outcome.latency_at(&all, pitch.rate()), 1, 1, capacity);
    if kept { outcome } else { outcome.param("schedule_kept", false) }
}

struct Report {
    tally: Tally,
    times: Times,
    kept: bool,
}

struct Worker<'a, S, R> {
    /// One for the peak, and one for each window to come.
    ends: std::vec::IntoIter<End<S, R>>,
    end: Option<End<S, R>>,
    source: Source,
    sink: Sink,
    punctual: Punctual<Clock>,
    recorder: Recorder<Clock>,
    clock: Clock,
    pitch: &'a Pitch,
}

impl<S: SendEnd<u64>, R: ReceiveEnd<u64>> Work for Worker<'_, S, R> {
    type Report = Report;

    fn open(&mut self, window: u32) {
        if window == 0 {
            self.calibrate();
        }
        self.end = self.ends.next();
        self.recorder.open();
    }

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        match &mut self.end {
            Some(End::In(sender)) => {
                for _ in 0..ops {
                    let due = self.punctual.wait(self.pitch, || ());
                    if sender.send(self.source.numbered(due)).is_err() {
                        break; // another worker failed, and the session is over
                    }
                    self.source.sent_numbered(due);
                    self.punctual.sent();
                    step();
                }
                Done::default()
            }
            Some(End::Out(receiver)) => {
                for received in 0..ops {
                    let Ok(message) = receiver.recv() else { return Done::ops(received) };
                    self.recorder.record(number(message));
                    self.sink.take(message);
                    step();
                }
                Done::ops(ops)
            }
            None => Done::default(),
        }
    }

    fn close(&mut self) {
        self.punctual.close();
        if let Some(End::Out(mut receiver)) = self.end.take() {
            receive(&mut receiver, &mut self.sink, u64::MAX);
        }
    }

    fn finish(self) -> Report {
        let tally = Tally::of_source(&self.source).and(&Tally::of_sink(&self.sink));
        Report { tally, kept: self.punctual.kept(), times: self.recorder.into_times() }
    }
}

impl<S: SendEnd<u64>, R: ReceiveEnd<u64>> Worker<'_, S, R> {
    /// As fast as can be, with the clock read at either end as it will be, until the sender goes: what half of it is.
    fn calibrate(&mut self) {
        let begun = self.clock.now();
        match self.ends.next() {
            Some(End::In(mut sender)) => {
                let mut due = 0;
                loop {
                    let now = self.clock.now();
                    due = now.max(due + 1);
                    if now - begun >= CALIBRATION_NS || sender.send(self.source.numbered(due)).is_err() {
                        break;
                    }
                    self.source.sent_numbered(due);
                }
            }
            Some(End::Out(mut receiver)) => {
                let mut peak = Peak::default();
                while let Ok(message) = receiver.recv() {
                    peak.saw(self.clock.now());
                    self.sink.take(message);
                }
                self.pitch.set(peak.interval_ns());
            }
            None => {}
        }
    }
}
