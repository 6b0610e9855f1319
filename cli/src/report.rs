//! `contend report`: records in, a page out.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use benches::Catalogue;

use crate::place;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Record files [default: target/contend/records.jsonl]
    records: Vec<PathBuf>,
    /// Folder to write to [default: target/contend/report]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Verdicts to show beside the figures, with the ledger, matrix and litmus tests in the same folder [default:
    /// target/contend/verdicts.jsonl, if it is there]
    #[arg(long)]
    verdicts: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let results = place::results();
    let paths = match arguments.records.as_slice() {
        [] => vec![results.join("records.jsonl")],
        given => given.to_vec(),
    };
    let rows = reports::reading::read_records(&paths)?;
    let evidence = match &arguments.verdicts {
        Some(given) if !given.exists() => {
            anyhow::bail!("{}: there is no such file of verdicts", given.display())
        }
        Some(given) => reports::reading::read_evidence(given)?,
        None => reports::reading::read_evidence(&results.join("verdicts.jsonl"))?,
    };
    let out = arguments.out.clone().unwrap_or_else(|| results.join("report"));
    let written = reports::write_report(
        &rows.records,
        &catalogue.infos().into_iter().cloned().collect::<Vec<_>>(),
        &evidence,
        &rows.notes,
        &out,
    )?;
    println!("{} windows -> {}", rows.records.len(), written.index.display());
    Ok(ExitCode::SUCCESS)
}
