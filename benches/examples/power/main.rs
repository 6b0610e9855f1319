//! How often does a live comparison find a slow-down of 10 %, and how often does it cry wolf? It is asked about builds whose truth is
//! known: copies of this very binary, of which one takes a tenth longer ([`planted`]), or none.
//!
//! `cargo run --release -p contend-benches --example power -- [--comparisons 20] [--hog] [--threads 1,2] [--percent 110]`
//!
//! Each cell (a subject at a number of threads) is judged for itself. The answer is one of three: *as promised* (exit 0), *not as promised*
//! (1, also when that was certain before it was interrupted), *cannot be told* (3: it was interrupted, or the machine was so busy that a
//! cell could mostly not be compared).

mod judge;
mod planted;

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use benches::builds::{BuildsOptions, Compared, compare_builds};
use benches::{Catalogue, launch};
use judge::{Judged, Truth};

/// What is asked.
struct Asked {
    comparisons: u32,
    percent: u64,
    threads: Vec<u32>,
    hog: bool,
}

fn main() -> ExitCode {
    let catalogue = planted::catalogue();
    launch::run_if_child(&catalogue);
    let asked = match read(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(reason) => {
            eprintln!("power: {reason}");
            return ExitCode::from(2);
        }
    };
    let folder = std::env::temp_dir().join(format!("contend-power-{}", std::process::id()));
    let hogging = AtomicBool::new(asked.hog);
    let code = std::thread::scope(|scope| {
        if asked.hog {
            scope.spawn(|| hog(&hogging));
        }
        let answer = all(&catalogue, &asked, &folder);
        hogging.store(false, Ordering::Relaxed); // Relaxed: a flag that carries nothing but itself
        answer
    });
    let _ = std::fs::remove_dir_all(&folder);
    code.unwrap_or_else(|reason| {
        eprintln!("power: {reason}");
        ExitCode::from(2)
    })
}

/// Keeps the first core busy, where the first worker of every session is.
fn hog(hogging: &AtomicBool) {
    if let Some(first) = core_affinity::get_core_ids().and_then(|cores| cores.first().copied()) {
        core_affinity::set_for_current(first);
    }
    while hogging.load(Ordering::Relaxed) {} // Relaxed: see where it is set
}

/// Planted and null comparisons in turns, then the table.
fn all(catalogue: &Catalogue, asked: &Asked, folder: &Path) -> Result<ExitCode, String> {
    let plant = |name: &str, percent| {
        planted::plant(&folder.join(name), percent).map_err(|error| format!("{}: {error}", folder.display()))
    };
    let (old, slow, equal) = (plant("old", 100)?, plant("slow", asked.percent)?, plant("equal", 100)?);
    let mut judged = Judged::new(asked.comparisons);
    let begun = Instant::now();
    let mut done = 0;
    let mut whole = true;
    'all: for number in 0..asked.comparisons {
        for (truth, new) in [(Truth::Slower, &slow), (Truth::Equal, &equal)] {
            let options = BuildsOptions {
                old: old.clone(),
                new: new.clone(),
                families: Vec::new(),
                subject: None,
                workload: None,
                threads: asked.threads.clone(),
                budget: None,
                out: folder.join("rows.jsonl"),
                seed: u64::from(number) * 2 + u64::from(truth == Truth::Equal),
                command: "power".to_owned(),
            };
            let compared =
                compare_builds(catalogue, &options, &mut |_| ()).map_err(|error| error.to_string())?;
            if compared.interrupted {
                whole = false;
                break 'all;
            }
            tell(truth, number + 1, asked, &compared);
            compared.live.changes.iter().for_each(|change| judged.add(truth, &change.place, change.verdict));
            done += 1;
            let left = begun.elapsed().mul_f64(f64::from(asked.comparisons * 2 - done) / f64::from(done));
            println!(
                "    {done} of {} comparisons, about {} min left",
                asked.comparisons * 2,
                left.as_secs().div_ceil(60)
            );
            if judged.is_broken() {
                println!("    the promise cannot be kept any more");
            }
        }
    }
    let load = if asked.hog { "with a hog on the first core" } else { "without a hog" };
    println!("\n{load}, planted {} %:\n{judged}", asked.percent as i64 - 100);
    let answer = judged.answer(whole);
    println!("answer: {}", answer.words());
    Ok(answer.code())
}

fn tell(truth: Truth, number: u32, asked: &Asked, compared: &Compared) {
    let seconds = compared.elapsed.as_secs_f64();
    println!("{} {number} of {}, {seconds:.0} s:", truth.words(), asked.comparisons);
    compared.live.changes.iter().for_each(|change| println!("    {change}"));
    compared.live.notes.iter().for_each(|note| println!("    note: {note}"));
}

fn read(arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { comparisons: 20, percent: 110, threads: vec![1, 2], hog: false };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        let number = |text: String| -> Result<u32, String> {
            text.parse().ok().filter(|n| *n > 0).ok_or_else(|| format!("{text:?} is no number from 1 on"))
        };
        match argument.as_str() {
            "--hog" => asked.hog = true,
            "--comparisons" => asked.comparisons = number(value()?)?,
            "--percent" => asked.percent = number(value()?)?.into(),
            "--threads" => {
                asked.threads =
                    value()?.split(',').map(|n| number(n.to_owned())).collect::<Result<_, _>>()?;
            }
            _ => {
                return Err(format!(
                    "{argument:?} is not known; allowed: --comparisons N, --percent N, --threads N,..., --hog"
                ));
            }
        }
    }
    Ok(asked)
}
