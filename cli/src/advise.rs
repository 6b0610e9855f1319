//! `contend advise`: which subject fits a need, by the records of this machine.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use benches::Catalogue;
use reports::advice::{Answer, GUIDES, Guide, Need, answers};
use reports::analysis::{Report, analyse};

use crate::place;

/// Lines are broken here.
const WIDTH: usize = 100;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Record files [default: target/contend/records.jsonl]
    records: Vec<PathBuf>,
    /// Family; without one, what is asked of each is listed
    #[arg(long)]
    family: Option<String>,
    /// Worker threads [default: as many as have a core each]
    #[arg(long)]
    threads: Option<u32>,
    /// What must hold; the choices depend on the family
    #[arg(long, value_name = "PROMISE")]
    must: Option<String>,
    /// counter: how often the sum is read
    #[arg(long)]
    reads: Option<String>,
    /// lock: nanoseconds for which it is held
    #[arg(long)]
    section: Option<String>,
    /// lock: nanoseconds of own work between two sections
    #[arg(long)]
    pause: Option<String>,
    /// read_mostly: how often the value is changed
    #[arg(long)]
    changes: Option<String>,
    /// read_mostly: nanoseconds that a reader stays inside
    #[arg(long)]
    stays: Option<String>,
    /// queue, channel: who puts in and who takes out; or say --producers and --consumers
    #[arg(long, conflicts_with_all = ["producers", "consumers"])]
    sides: Option<String>,
    /// queue, channel: threads that put in
    #[arg(long)]
    producers: Option<u32>,
    /// queue, channel: threads that take out
    #[arg(long)]
    consumers: Option<u32>,
    /// queue, channel: bytes of an item
    #[arg(long)]
    payload: Option<String>,
    /// queue, channel: for how many there is room; or say --bounded or --unbounded
    #[arg(long, conflicts_with_all = ["bounded", "unbounded"])]
    room: Option<String>,
    /// queue, channel: there is a limit, of 1024
    #[arg(long, conflicts_with = "unbounded")]
    bounded: bool,
    /// queue, channel: there is no limit but memory
    #[arg(long)]
    unbounded: bool,
    /// cache: how it is used
    #[arg(long = "use", value_name = "USE")]
    usage: Option<String>,
    /// cache: what is in it
    #[arg(long)]
    values: Option<String>,
    /// What matters most
    #[arg(long)]
    matters: Option<String>,
    /// Verdicts to go by [default: target/contend/verdicts.jsonl, if it is there]
    #[arg(long)]
    verdicts: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let mut out = io::stdout().lock();
    let Some(family) = &arguments.family else {
        GUIDES.iter().try_for_each(|guide| asked(&mut out, guide))?;
        return Ok(ExitCode::SUCCESS);
    };
    let threads = threads(arguments)?;
    let given = given(arguments)?;
    let pairs: Vec<(&str, &str)> = given.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let need = Need::read(family, &pairs, arguments.must.as_deref(), threads).map_err(anyhow::Error::msg)?;

    let results = place::results();
    let paths = match arguments.records.as_slice() {
        [] => vec![results.join("records.jsonl")],
        given => given.to_vec(),
    };
    let rows = reports::reading::read_records(&paths)?;
    let verdicts = arguments.verdicts.clone().unwrap_or_else(|| results.join("verdicts.jsonl"));
    let evidence = reports::reading::read_evidence(&verdicts)?;
    let infos: Vec<_> = catalogue.infos().into_iter().cloned().collect();
    let report = analyse(&rows.records, &infos, &evidence, &rows.notes);

    writeln!(out, "{}\n", need.words())?;
    let all = answers(&report);
    let found = need.find(&all);
    for answer in &found {
        told(&mut out, answer, &need, &report)?;
    }
    if found.is_empty() {
        not_measured(&mut out, &need, &all)?;
    }
    for note in &need.notes {
        write!(out, "{}", wrapped(note, "", "  "))?;
    }
    Ok(if found.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What is asked of one family.
fn asked(out: &mut impl Write, guide: &Guide) -> io::Result<()> {
    writeln!(out, "--family {}", guide.family)?;
    for question in guide.questions {
        writeln!(out, "  --{:<10} {}", question.key, question.asks)?;
        for (key, says) in question.choices {
            writeln!(out, "      {key:<14} {says}")?;
        }
    }
    writeln!(out, "  --{:<10} What must hold?", "must")?;
    for promise in guide.promises {
        writeln!(out, "      {:<14} {}", promise.key, promise.says)?;
    }
    writeln!(out)
}

fn told(out: &mut impl Write, answer: &Answer, need: &Need, report: &Report) -> io::Result<()> {
    let parts = [
        ("take", &answer.choice),
        ("next", &answer.runner_up),
        ("evidence", &answer.evidence),
        ("promise", &answer.gives_up),
    ];
    for (name, said) in parts.into_iter().filter(|(_, said)| !said.is_empty()) {
        write!(out, "{}", wrapped(&said.plain(), &format!("{name:<11}"), &" ".repeat(11)))?;
    }
    let more = if answer.oversubscribed { ", more than there are cores" } else { "" };
    let place = format!("workload {}, {} threads{more}", answer.workload, answer.threads);
    let said = match (&report.trust.host, need.threads) {
        (_, Some(wanted)) if wanted != answer.threads => {
            format!("not measured here with {wanted} threads; nearest: {place}")
        }
        (Some(host), _) if !is_here(host) => {
            format!("not measured here: the records come from another machine, {}; {place}", host.cpu)
        }
        _ => format!("measured here: {place}"),
    };
    write!(out, "\n{}\n", wrapped(&said, "", "  "))
}

fn is_here(host: &reports::Host) -> bool {
    let here = benches::host::look("");
    (here.cpu.as_str(), here.cores) == (host.cpu.as_str(), host.cores)
}

fn not_measured(out: &mut impl Write, need: &Need, all: &[Answer]) -> io::Result<()> {
    match need.guide.workload(&need.choices) {
        Some(workload) => {
            let threads = need.threads.map_or_else(String::new, |n| format!(" --threads {n}"));
            writeln!(
                out,
                "not measured here. To measure it:\n  cargo contend run --family {} --workload '^{workload}$'{threads}\n",
                need.guide.family
            )?;
        }
        None => writeln!(out, "not measured here: no workload stands for this need.\n")?,
    }
    let measured = |choices: &[&str]| {
        all.iter().any(|answer| answer.family == need.guide.family && answer.choices == choices)
    };
    for choices in
        need.guide.nearest(&need.choices).into_iter().filter(|choices| *choices != need.choices.as_slice())
    {
        let flags = need
            .guide
            .questions
            .iter()
            .zip(choices)
            .map(|(question, choice)| format!("--{} {choice}", question.key));
        let flags = flags.collect::<Vec<_>>().join(" ");
        match need.guide.workload(choices) {
            _ if measured(choices) => writeln!(out, "near it, and measured: {flags}")?,
            Some(workload) => writeln!(
                out,
                "near it: {flags}\n  cargo contend run --family {} --workload '^{workload}$'",
                need.guide.family
            )?,
            None => (),
        }
    }
    Ok(())
}

/// As many as put in and take out, or as many as are said.
fn threads(arguments: &Arguments) -> Result<Option<u32>> {
    for (name, number) in [
        ("--threads", arguments.threads),
        ("--producers", arguments.producers),
        ("--consumers", arguments.consumers),
    ] {
        if number == Some(0) {
            bail!("{name} 0 is too few; allowed: 1 and more");
        }
    }
    let both = arguments.producers.zip(arguments.consumers);
    Ok(arguments.threads.or_else(|| both.map(|(producers, consumers)| producers.saturating_add(consumers))))
}

/// Each question that was answered, with the answer.
fn given(arguments: &Arguments) -> Result<Vec<(&'static str, String)>> {
    let side = |n: u32| if n == 1 { "1" } else { "n" };
    let sides = match (arguments.producers, arguments.consumers) {
        (Some(producers), Some(consumers)) => Some(format!("{}-{}", side(producers), side(consumers))),
        (None, None) => arguments.sides.clone(),
        _ => bail!("--producers and --consumers belong together; only one of them was said"),
    };
    let room = match (arguments.bounded, arguments.unbounded) {
        (true, _) => Some("1024".to_owned()),
        (_, true) => Some("unlimited".to_owned()),
        _ => arguments.room.clone(),
    };
    let all = [
        ("reads", arguments.reads.clone()),
        ("section", arguments.section.clone()),
        ("pause", arguments.pause.clone()),
        ("changes", arguments.changes.clone()),
        ("stays", arguments.stays.clone()),
        ("sides", sides),
        ("payload", arguments.payload.clone()),
        ("room", room),
        ("use", arguments.usage.clone()),
        ("values", arguments.values.clone()),
        ("matters", arguments.matters.clone()),
    ];
    Ok(all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect())
}

/// A paragraph behind a first column, broken into lines.
fn wrapped(text: &str, first: &str, indent: &str) -> String {
    let mut lines = vec![first.to_owned()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is one");
        if line.chars().count() + word.chars().count() >= WIDTH {
            lines.push(format!("{indent}{word} "));
        } else {
            line.push_str(word);
            line.push(' ');
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_broken_between_words() {
        let text = wrapped(&"word ".repeat(50), "take       ", &" ".repeat(11));
        assert!(text.lines().count() > 2 && text.lines().all(|line| line.len() <= 100), "{text}");
        assert!(
            text.starts_with("take       word")
                && text.lines().nth(1).unwrap().starts_with("           word")
        );
        assert_eq!(text.split_whitespace().count(), 51);
    }
}
