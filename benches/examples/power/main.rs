//! How often does a live comparison find a slow-down of 10 %, and how often does it cry wolf? It is asked about builds whose truth is
//! known: copies of this very binary, of which one takes a tenth longer ([`planted`]), or none.
//!
//! `cargo run --release -p contend-benches --example power -- [--comparisons 20] [--hog] [--threads 1,2] [--percent 110]`
//!
//! The answer is one of three: *as promised* (exit 0), *not as promised* (1), *cannot be told* (3: it was interrupted, or the machine was so
//! busy that most comparisons said that nothing could be measured).

mod planted;

use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use benches::builds::{BuildsOptions, Compared, compare_builds};
use benches::{Catalogue, launch};
use reports::comparison::Verdict;

/// What is asked.
struct Asked {
    comparisons: u32,
    percent: u64,
    threads: Vec<u32>,
    hog: bool,
}

/// What one comparison said.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    /// Slower, somewhere; and nowhere faster.
    Slower,
    /// Faster, somewhere.
    Faster,
    /// No difference measured, in every cell.
    Same,
    /// No cell differs, and some could not be compared.
    Inconclusive,
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
    let (mut planted, mut null) = (Vec::new(), Vec::new());
    let begun = Instant::now();
    let mut done = 0;
    let mut whole = true;
    'all: for number in 0..asked.comparisons {
        for (what, new, said) in [("planted", &slow, &mut planted), ("null", &equal, &mut null)] {
            let options = BuildsOptions {
                old: old.clone(),
                new: new.clone(),
                families: Vec::new(),
                subject: None,
                workload: None,
                threads: asked.threads.clone(),
                budget: None,
                out: folder.join("rows.jsonl"),
                seed: u64::from(number) * 2 + u64::from(what == "null"),
                command: "power".to_owned(),
            };
            let compared =
                compare_builds(catalogue, &options, &mut |_| ()).map_err(|error| error.to_string())?;
            if compared.interrupted {
                whole = false;
                break 'all;
            }
            said.push(judge(&compared));
            tell(what, said.len(), asked, &compared);
            done += 1;
            let left = begun.elapsed().mul_f64(f64::from(asked.comparisons * 2 - done) / f64::from(done));
            println!(
                "    {done} of {} comparisons, about {} min left",
                asked.comparisons * 2,
                left.as_secs().div_ceil(60)
            );
        }
    }
    Ok(answer(asked, whole, &planted, &null))
}

fn judge(compared: &Compared) -> Said {
    let any = |verdict| compared.live.changes.iter().any(|change| change.verdict == verdict);
    match (any(Verdict::Faster), any(Verdict::Slower), any(Verdict::NotComparable)) {
        (true, ..) => Said::Faster,
        (false, true, _) => Said::Slower,
        (false, false, true) => Said::Inconclusive,
        (false, false, false) => Said::Same,
    }
}

fn tell(what: &str, number: usize, asked: &Asked, compared: &Compared) {
    let seconds = compared.elapsed.as_secs_f64();
    println!("{what} {number} of {}, {seconds:.0} s:", asked.comparisons);
    compared.live.changes.iter().for_each(|change| println!("    {change}"));
    compared.live.notes.iter().for_each(|note| println!("    note: {note}"));
}

/// Counts, and what they come to. Of twenty: found at least 18, never a change where there is none, at most four inconclusive.
fn answer(asked: &Asked, whole: bool, planted: &[Said], null: &[Said]) -> ExitCode {
    let of = |said: &[Said], what| said.iter().filter(|said| **said == what).count() as u32;
    println!("\n|         | slower | faster | no difference measured | inconclusive | all |");
    println!("|---------|-------:|-------:|-----------------------:|-------------:|----:|");
    for (what, said) in [("planted", planted), ("null", null)] {
        let [slower, faster, same, open] =
            [Said::Slower, Said::Faster, Said::Same, Said::Inconclusive].map(|what| of(said, what));
        println!("| {what:<7} | {slower:>6} | {faster:>6} | {same:>22} | {open:>12} | {:>3} |", said.len());
    }
    let n = asked.comparisons;
    let found = of(planted, Said::Slower);
    let false_alarms = of(null, Said::Slower) + of(null, Said::Faster) + of(planted, Said::Faster);
    let open = of(planted, Said::Inconclusive).max(of(null, Said::Inconclusive));
    let load = if asked.hog { "with a hog on the first core" } else { "without a hog" };
    println!(
        "\n{load}: a change of {} % found in {found} of {}, false alarms {false_alarms}, inconclusive at most {open} of {n}",
        asked.percent as i64 - 100,
        planted.len()
    );
    if false_alarms > 0 || whole && found * 10 < n * 9 && open * 5 <= n {
        println!("answer: not as promised");
        return ExitCode::FAILURE;
    }
    if !whole || open * 5 > n {
        println!("answer: cannot be told");
        return ExitCode::from(3);
    }
    println!("answer: as promised");
    ExitCode::SUCCESS
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
