//! `contend list`: the catalogue.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use benches::Catalogue;
use reports::Kind;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// As JSON, one array
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let infos = catalogue.infos();
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&infos)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let name_width = infos.iter().map(|info| info.name.len()).max().unwrap_or(0);
    let consistency_width = infos.iter().map(|info| info.consistency.len()).max().unwrap_or(0);
    let mut family = "";
    for info in &infos {
        if info.family != family {
            family = &info.family;
            writeln!(out, "\n{family}")?;
        }
        let kind = match info.kind {
            Kind::Ours => "ours ",
            Kind::Peer => "peer ",
            Kind::Floor => "floor",
        };
        writeln!(
            out,
            "  {kind}  {:name_width$}  {:consistency_width$}  {}",
            info.name, info.consistency, info.mechanism
        )?;
    }
    writeln!(out, "\n{} subjects. `contend run --family F --subject REGEX` races them.", infos.len())?;
    Ok(ExitCode::SUCCESS)
}
