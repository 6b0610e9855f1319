//! Every window as one line of CSV (RFC 4180), for a spreadsheet or a data frame.

use crate::record::{Kind, Placement, Purpose, Record};
use crate::stats;

const HEAD: &str = "run,launch,window,family,subject,kind,version,workload,params,threads,purpose,twin,ops,failed_tries,\
elapsed_ns,ops_per_s,ns_per_op,overlap,placement,seat_cores,seat_complexes,seat_packages,probe_ns,turn_ns,turn_least_ns,involuntary,max_gap_ns,verified,clean,flags,failure,jain,\
max_over_min,latency_rate_per_thread,latency_p50_ns,latency_p90_ns,latency_p99_ns,latency_p999_ns,latency_max_ns,hit_ratio,\
optimum,entries,updates,bytes,allocs_per_op,cpu,arch,os,cores,vm,load,rustc,profile,git";

/// All records, those of other machines and wrong answers included.
pub(crate) fn render(records: &[Record]) -> String {
    let mut out = String::with_capacity(256 * (records.len() + 1));
    out.push_str(HEAD);
    out.push_str("\r\n");
    for r in records {
        let fields = [identity(r), counts(r), quality(r), extras(r), host(r)].concat();
        out.push_str(&fields.iter().map(|f| quoted(f)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    out
}

fn identity(r: &Record) -> Vec<String> {
    let kind = match r.kind {
        Kind::Ours => "ours",
        Kind::Peer => "peer",
        Kind::Floor => "floor",
    };
    let purpose = match r.purpose {
        Purpose::Throughput => "throughput",
        Purpose::Fairness => "fairness",
        Purpose::Hits => "hits",
    };
    let params = if r.params.is_empty() { String::new() } else { serde_json::json!(r.params).to_string() };
    vec![
        r.run.clone(),
        r.launch.to_string(),
        r.window.to_string(),
        r.family.clone(),
        r.subject.clone(),
        kind.into(),
        r.version.clone(),
        r.workload.clone(),
        params,
        r.threads.to_string(),
        purpose.into(),
        r.twin.to_string(),
    ]
}

fn counts(r: &Record) -> Vec<String> {
    let rate = r.throughput();
    let time = rate.filter(|t| *t > 0.0).map(|t| 1e9 / t);
    vec![said(r.ops), r.failed_tries.to_string(), r.elapsed_ns.to_string(), said(rate), said(time)]
}

fn quality(r: &Record) -> Vec<String> {
    let placement = match r.placement {
        Placement::Near => "near",
        Placement::Usual => "usual",
        Placement::Far => "far",
        Placement::Unknown => "unknown",
    };
    let seats = r.seats.as_ref();
    vec![
        r.overlap.to_string(),
        placement.into(),
        said(seats.map(|s| s.cores)),
        said(seats.map(|s| s.complexes)),
        said(seats.map(|s| s.packages)),
        said(r.probe_ns),
        said(r.turn_ns),
        said(r.turn_least_ns),
        said(r.involuntary),
        r.max_gap_ns.to_string(),
        r.verified.to_string(),
        r.is_clean().to_string(),
        r.flags.join(";"),
        r.failure.clone().unwrap_or_default(),
        said(stats::jain(&r.per_thread)),
        said(stats::max_over_min(&r.per_thread)),
    ]
}

fn extras(r: &Record) -> Vec<String> {
    let l = r.latency;
    vec![
        said(l.map(|l| l.rate_per_thread)),
        said(l.map(|l| l.p50_ns)),
        said(l.map(|l| l.p90_ns)),
        said(l.map(|l| l.p99_ns)),
        said(l.map(|l| l.p999_ns)),
        said(l.map(|l| l.max_ns)),
        said(r.hit_ratio),
        said(r.optimum),
        said(r.entries),
        said(r.updates),
        said(r.bytes),
        said(r.allocs_per_op),
    ]
}

fn host(r: &Record) -> Vec<String> {
    let h = &r.host;
    vec![
        h.cpu.clone(),
        h.arch.clone(),
        h.os.clone(),
        h.cores.to_string(),
        h.vm.clone(),
        h.load.to_string(),
        h.rustc.clone(),
        h.profile.clone(),
        h.git.clone(),
    ]
}

/// Nothing for what was not measured.
fn said<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
    }

    #[test]
    fn without_records_there_is_a_head() {
        assert_eq!(render(&[]).lines().count(), 1);
    }
}
