//! The child: measures what its plan says, and prints rows.

use std::env;
use std::io::{self, Read, Write};
use std::process::exit;

use super::line::{Asked, Line};
use crate::catalogue::Catalogue;
use crate::engine::{Context, measure};
use crate::host;

/// The variable that makes a process a child.
pub(super) const VARIABLE: &str = "CONTEND_LAUNCH";

/// Whether this process was started to measure.
pub fn is_child() -> bool {
    env::var_os(VARIABLE).is_some()
}

/// Measures, and does not return, if this process was started to do so. To be called first thing in `main` of every
/// binary that calls [`run`](crate::run()), with the same catalogue.
pub fn run_if_child(catalogue: &Catalogue) {
    if is_child() {
        exit(match serve(catalogue) {
            Ok(()) => 0,
            Err(_) => 1, // the parent is gone, or sent no plan: there is nobody to tell
        });
    }
}

fn serve(catalogue: &Catalogue) -> io::Result<()> {
    host::die_with_parent();
    // Ctrl-C reaches the whole group; the parent decides what it means, and kills us.
    let _ = ctrlc::set_handler(|| ());
    // A panic becomes a row; printed as well, it would only spoil the parent's screen.
    std::panic::set_hook(Box::new(|_| ()));
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let plan = match serde_json::from_str(&text)? {
        Asked::Launch(plan) => plan,
        Asked::Offer(question) => {
            return print(&[Line::Offer(question.answer(catalogue, &host::topology()))]);
        }
    };
    let context = Context { run: plan.run, launch: plan.launch, host: host::look(&plan.command).into() };
    for (number, session) in plan.sessions.iter().enumerate() {
        let Some(subject) = catalogue.find(&session.family, &session.subject) else { continue };
        print(&[Line::Begin(number)])?;
        let rows = measure(subject, session, &context);
        let rows = rows.into_iter().map(|row| Line::Row(Box::new(row)));
        let lines: Vec<_> = rows.chain([Line::End(number)]).collect();
        print(&lines)?;
    }
    Ok(())
}

/// In one write: the parent wakes up once, between two sessions.
fn print(lines: &[Line]) -> io::Result<()> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    out.flush()
}
