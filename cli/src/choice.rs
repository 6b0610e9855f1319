//! What is to be raced, as `run` and `compare --bin` are asked for it.

/// A choice among the catalogue.
#[derive(clap::Args)]
pub(crate) struct Choice {
    /// Only this family; may be repeated
    #[arg(long)]
    pub(crate) family: Vec<String>,
    /// Only subjects whose name matches this regular expression
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Only workloads whose name matches this regular expression
    #[arg(long)]
    pub(crate) workload: Option<String>,
}
