//! What is asked of caches across workloads: as Markdown.

use super::questions::{head, row};
use super::{code, escape, heading, line, marked, paragraph};
use crate::analysis::model::{Family, Front, PriceCell, Prices, Replayed, Room, Trace, Traces};
use crate::analysis::traces::level_words;
use crate::numbers::{factor, hits, rate, three, whole};
use crate::words::caches;

pub(super) fn all(out: &mut String, f: &Family) {
    if let Some(t) = &f.traces {
        traces(out, t);
    }
    if let Some(r) = &f.room {
        room(out, r);
    }
    if let Some(p) = &f.prices {
        prices(out, p);
    }
}

/// A subject's name, with what keeps it out of comparisons beside it.
fn name(s: &Replayed) -> String {
    match caches::remark(s) {
        "" => code(&s.subject),
        remark => format!("{} ({remark})", code(&s.subject)),
    }
}

fn traces(out: &mut String, t: &Traces) {
    heading(out, 3, caches::TRACES);
    paragraph(out, &t.said);
    line(out, &format!("{}\n", escape(caches::TRACES_MEANING)));
    if t.traces.len() > 1 {
        let columns = t.traces.iter().map(|one| code(&one.name));
        head(out, "hits in the mean over capacities", ["all".to_owned()].into_iter().chain(columns));
        let optimum = [t.mean_optimum()].into_iter().chain(t.traces.iter().map(Trace::mean_optimum));
        row(out, "optimum", optimum.map(caches::share));
        for s in &t.subjects {
            let means = t.traces.iter().map(|one| one.line(&s.subject).and_then(|l| l.mean()));
            row(out, &name(s), [s.mean].into_iter().chain(means).map(caches::share));
        }
    }
    for one in &t.traces {
        trace(out, t, one);
    }
}

fn trace(out: &mut String, t: &Traces, one: &Trace) {
    let requests = one.requests.map_or_else(String::new, |n| format!(", {} requests", whole(n)));
    line(out, &format!("\n{}{requests}:\n", code(&one.name)));
    head(out, "hits at a capacity of", one.levels.iter().map(level_words));
    row(out, "optimum", one.levels.iter().map(|l| caches::share(l.optimum)));
    for s in &t.subjects {
        let Some(hit_line) = one.line(&s.subject) else { continue };
        let cells = one.levels.iter().zip(&hit_line.points).map(|(level, p)| {
            let more =
                p.and_then(|p| caches::fill(level, &p)).map_or_else(String::new, |more| format!(" ({more})"));
            caches::share(p.map(|p| p.hits)) + &more
        });
        row(out, &name(s), cells);
    }
}

fn room(out: &mut String, r: &Room) {
    heading(out, 3, caches::ROOM);
    paragraph(out, &r.said);
    line(out, &format!("{} From {}.\n", escape(caches::ROOM_MEANING), code(&r.workload)));
    head(out, "subject", ["bytes an entry", "entries held", "asked", "held ÷ asked"].map(str::to_owned));
    let count = |n: Option<f64>| n.map_or_else(|| "–".into(), |n| whole(n.round() as u64));
    for one in &r.rows {
        let fill = one.view.fill().map_or_else(|| "–".into(), factor);
        row(
            out,
            &code(&one.subject),
            [three(one.per_entry), count(one.view.entries), count(one.view.capacity), fill],
        );
    }
}

fn prices(out: &mut String, p: &Prices) {
    heading(out, 3, caches::PRICES);
    line(out, &format!("{}\n", escape(caches::PRICES_MEANING)));
    for r in &p.rows {
        line(out, &format!("- {}", marked(&r.said)));
    }
    out.push('\n');
    head(out, "throughput; hits", p.workloads.iter().map(|w| code(w)).chain(["traces".to_owned()]));
    for r in &p.rows {
        let cell = |c: &Option<PriceCell>| {
            let Some(c) = c else { return "–".to_owned() };
            let (speed, interval) = caches::speed(&c.ratio);
            let hits = c.hits.map_or_else(String::new, |d| format!("; {}", caches::gained(d)));
            format!("{speed}, {interval}{hits}")
        };
        let replayed = r.replayed.map_or_else(|| "–".into(), caches::gained);
        let pair = format!("{} ÷ {}", code(&r.subject), code(&r.than));
        row(out, &pair, r.cells.iter().map(cell).chain([replayed]));
    }
}

/// Throughput against hit ratio in one workload.
pub(super) fn front(out: &mut String, front: &Front) {
    line(out, "\nThroughput against hit ratio:\n");
    paragraph(out, &front.said);
    head(out, "subject", ["hits", "throughput", "ahead"].map(str::to_owned));
    for s in &front.spots {
        let how = match (s.ahead, s.never_forgets, s.roomier) {
            (true, ..) => "yes",
            (_, true, _) => "never forgets",
            (_, _, true) => "holds more than asked",
            _ => "–",
        };
        row(out, &code(&s.subject), [hits(s.hits.median), rate(s.throughput.median), how.to_owned()]);
    }
}
