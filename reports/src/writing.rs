//! The report's files: all are written beside their places first and then renamed, so that none is ever half there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::analysis::{Report, analyse};
use crate::chart::{ChartError, Charts, SIGNATURE};
use crate::comparison::Against;
use crate::evidence::Evidence;
use crate::reading::Rows;
use crate::record::{Record, SubjectInfo};
use crate::trace::Trace;
use crate::{csv, markdown, page};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The page to open.
    pub index: PathBuf,
    /// All files, the page among them.
    pub files: Vec<PathBuf>,
}

/// Why no report was written. Each message is one line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The folder or a file in it cannot be written.
    #[error("{}: cannot be written ({source}); allowed: a folder you may write to, with room for the report", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A chart could not be drawn.
    #[error("a chart could not be drawn: {0}")]
    Chart(#[from] ChartError),
}

/// Writes `index.html`, `report.md`, `records.csv` and `svg/*.svg` into `out`, which is made if it is missing.
///
/// `notes` are sentences about where the rows came from, as [`crate::reading::read_records`] gives them. Without records the files say
/// that there are none. Equal input gives equal bytes.
///
/// # Errors
/// A folder that cannot be written, or a full disk. What stood in `out` before is then still whole.
pub fn write_report(
    records: &[Record],
    catalogue: &[SubjectInfo],
    evidence: &Evidence,
    notes: &[String],
    out: &Path,
) -> Result<Written, ReportError> {
    write(&analyse(records, catalogue, evidence, notes), records, out)
}

/// The same with a section that says what became faster and what slower since `earlier` records.
///
/// # Errors
/// As [`write_report`].
pub fn write_report_against(
    earlier: &Rows,
    records: &[Record],
    catalogue: &[SubjectInfo],
    evidence: &Evidence,
    notes: &[String],
    out: &Path,
) -> Result<Written, ReportError> {
    let report = analyse(records, catalogue, evidence, notes);
    let against = Against::of(&report, &earlier.records, catalogue, &earlier.notes);
    write(&Report { against: Some(against), ..report }, records, out)
}

fn write(report: &Report, records: &[Record], out: &Path) -> Result<Written, ReportError> {
    let charts = Charts::of(report)?;
    let mut files = vec![
        (PathBuf::from("records.csv"), csv::render(records)),
        (PathBuf::from("report.md"), markdown::render(report)),
    ];
    for chart in charts.all() {
        files.push((Path::new("svg").join(format!("{}.svg", chart.name)), chart.wide.standalone()));
    }
    // Last, so that the page never stands beside older charts for longer than a rename takes.
    files.push((PathBuf::from("index.html"), page::render(report, &charts)));
    put(&files, out)?;
    sweep(&out.join("svg"), &files);
    let files: Vec<PathBuf> = files.iter().map(|(name, _)| out.join(name)).collect();
    Ok(Written { index: out.join("index.html"), files })
}

/// The page of one failing execution: the player of the report's gallery, with nothing around it.
pub fn trace_page(trace: &Trace) -> String {
    page::trace::render(trace)
}

/// Writes [`trace_page`] into `out` as `trace.html`, beside what else stands there.
///
/// # Errors
/// A folder that cannot be written, or a full disk. What stood in `out` before is then still whole.
pub fn write_trace(trace: &Trace, out: &Path) -> Result<Written, ReportError> {
    let name = PathBuf::from("trace.html");
    put(&[(name.clone(), trace_page(trace))], out)?;
    let index = out.join(name);
    Ok(Written { files: vec![index.clone()], index })
}

/// Puts all files into `out`, or none.
fn put(files: &[(PathBuf, String)], out: &Path) -> Result<(), ReportError> {
    let partial = out.join(format!(".report-partial-{}", std::process::id()));
    let put = stage(files, &partial).and_then(|()| settle(files, &partial, out));
    // Nothing depends on the emptied folder; the first error is the one to tell.
    let _ = fs::remove_dir_all(&partial);
    put
}

/// Takes away charts of an older report that this one does not have; what is not ours stays. A chart left over does no harm, so
/// nothing here is an error.
fn sweep(svg: &Path, files: &[(PathBuf, String)]) {
    let ours = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.starts_with(SIGNATURE));
    for entry in fs::read_dir(svg).into_iter().flatten().flatten() {
        let current = files.iter().any(|(name, _)| *name == Path::new("svg").join(entry.file_name()));
        if !current && ours(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn stage(files: &[(PathBuf, String)], partial: &Path) -> Result<(), ReportError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::Unwritable { path, source }
    };
    for (name, text) in files {
        let path = partial.join(name);
        let folder = path.parent().unwrap_or(partial);
        fs::create_dir_all(folder).map_err(at(folder))?;
        fs::write(&path, text).map_err(at(&path))?;
    }
    Ok(())
}

fn settle(files: &[(PathBuf, String)], partial: &Path, out: &Path) -> Result<(), ReportError> {
    for (name, _) in files {
        let path = out.join(name);
        let folder = path.parent().unwrap_or(out);
        let moved = fs::create_dir_all(folder).and_then(|()| fs::rename(partial.join(name), &path));
        moved.map_err(|source| ReportError::Unwritable { path, source })?;
    }
    Ok(())
}
