//! `contend report`: records in, a page out; or one failing model in, its player out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use benches::Catalogue;
use reports::Evidence;
use reports::reading::{self, Rows};

use crate::{compare, place};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Record files [default: target/contend/records.jsonl]
    records: Vec<PathBuf>,
    /// Folder to write to [default: target/contend/report]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Earlier records of the same subjects: adds what became faster and what slower since; may be said more than once
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Verdicts to show beside the figures, with the ledger, matrix, litmus tests and traces in the same folder [default:
    /// target/contend/verdicts.jsonl, if it is there]
    #[arg(long)]
    verdicts: Option<PathBuf>,
    /// Folder of failing models to walk through, as CONTEND_TRACES keeps them [default: traces, beside the verdicts]
    #[arg(long, value_name = "FOLDER")]
    traces: Option<PathBuf>,
    /// Show one failing model alone: writes trace.html, and no report
    #[arg(long, value_name = "FILE", conflicts_with_all = ["records", "against", "verdicts", "traces"])]
    trace: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let results = place::results();
    let out = arguments.out.clone().unwrap_or_else(|| results.join("report"));
    if let Some(file) = &arguments.trace {
        return show(file, &out);
    }
    let paths = match arguments.records.as_slice() {
        [] => vec![results.join("records.jsonl")],
        given => given.to_vec(),
    };
    let rows = reading::read_records(&paths)?;
    let earlier = earlier(&arguments.against, &rows, &paths)?;
    let evidence = evidence(arguments, &results)?;
    let infos: Vec<_> = catalogue.infos().into_iter().cloned().collect();
    let written = match &earlier {
        None => reports::write_report(&rows.records, &infos, &evidence, &rows.notes, &out)?,
        Some(earlier) => {
            reports::write_report_against(earlier, &rows.records, &infos, &evidence, &rows.notes, &out)?
        }
    };
    println!("{} windows -> {}", rows.records.len(), written.index.display());
    Ok(ExitCode::SUCCESS)
}

/// The earlier records, if some were named; they must have to do with these.
fn earlier(against: &[PathBuf], rows: &Rows, paths: &[PathBuf]) -> Result<Option<Rows>> {
    if against.is_empty() {
        return Ok(None);
    }
    let earlier = reading::read_records(against)?;
    compare::comparable((&earlier, &against[0]), (rows, &paths[0]))?;
    Ok(Some(earlier))
}

fn evidence(arguments: &Arguments, results: &Path) -> Result<Evidence> {
    let verdicts = match &arguments.verdicts {
        Some(given) if reading::present(given).is_none() => {
            anyhow::bail!("{}: there is no such file of verdicts, nor one with .gz behind", given.display())
        }
        Some(given) => given.clone(),
        None => results.join("verdicts.jsonl"),
    };
    let evidence = reading::read_evidence(&verdicts)?;
    match &arguments.traces {
        None => Ok(evidence),
        Some(given) if !given.exists() => {
            anyhow::bail!("{}: there is no such folder of traces", given.display())
        }
        Some(given) => Ok(Evidence { traces: reading::read_traces(given)?, ..evidence }),
    }
}

fn show(file: &Path, out: &Path) -> Result<ExitCode> {
    let trace = reading::read_trace(file)?;
    let written = reports::write_trace(&trace, out)?;
    println!("{} steps -> {}", trace.steps.len(), written.index.display());
    Ok(ExitCode::SUCCESS)
}
