//! One process a check, with a limit on its time and on what it may print.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// A process may print so much on each of its two pipes: a thousand screens.
const MOST_OUTPUT: usize = 1 << 20;

/// Why it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// By itself.
    Ended(ExitStatus),
    /// Its time was up.
    OutOfTime,
    /// It printed without an end.
    TooMuchOutput,
}

/// A process that is over.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) stop: Stop,
    pub(crate) output: String,
    pub(crate) errors: String,
    pub(crate) seconds: f64,
}

/// Runs it to its end, or to its limit.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Ended> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{:?} cannot be started", command.get_program()))?;
    let (tell, told) = mpsc::channel();
    let output = drain(child.stdout.take().expect("piped above"), tell.clone());
    let errors = drain(child.stderr.take().expect("piped above"), tell);
    let stop = wait(&mut child, &told, begun + limit)?;
    Ok(Ended {
        stop,
        output: output.join().expect("it does not panic"),
        errors: errors.join().expect("it does not panic"),
        seconds: begun.elapsed().as_secs_f64(),
    })
}

/// Both pipes close when the process, and whatever it started, is over: `told` then has no sender any more.
fn wait(child: &mut Child, told: &mpsc::Receiver<()>, until: Instant) -> Result<Stop> {
    let why = match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
        Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(Stop::Ended(child.wait()?)),
        Err(mpsc::RecvTimeoutError::Timeout) => Stop::OutOfTime,
        Ok(()) => Stop::TooMuchOutput,
    };
    child.kill()?;
    child.wait()?;
    Ok(why)
}

/// Reads a pipe on a thread of its own, or a full one would stop the process. What comes after the limit is told of, and left.
fn drain(pipe: impl Read + Send + 'static, tell: mpsc::Sender<()>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks has said what it had to say.
        let _ = pipe.take(MOST_OUTPUT as u64).read_to_end(&mut bytes);
        if bytes.len() == MOST_OUTPUT {
            let _ = tell.send(()); // nobody may be listening any more
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::{MOST_OUTPUT, Stop, run};
    use std::process::Command;
    use std::time::Duration;

    fn shell(script: &str, limit: u64) -> super::Ended {
        run(Command::new("sh").args(["-c", script]), Duration::from_secs(limit)).unwrap()
    }

    #[test]
    fn an_end_is_told_from_a_limit() {
        let ended = shell("echo out; echo err >&2; exit 3", 60);
        assert!(matches!(ended.stop, Stop::Ended(status) if status.code() == Some(3)));
        assert_eq!((ended.output.as_str(), ended.errors.as_str()), ("out\n", "err\n"));
        assert_eq!(shell("exec sleep 600", 1).stop, Stop::OutOfTime);
        let endless = shell("exec yes", 60);
        assert_eq!((endless.stop, endless.output.len()), (Stop::TooMuchOutput, MOST_OUTPUT));
    }
}
