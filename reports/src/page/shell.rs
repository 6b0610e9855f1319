//! Head, contents, filter bar and foot around the sections.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{advice, csp, player};
use crate::analysis::Report;
use crate::analysis::model::{Family, Group};
use crate::chart;

const STYLE: &str = include_str!("style.css");
/// In this order: each stands on those before it.
const SCRIPTS: [&str; 5] = [
    include_str!("script/address.js"),
    include_str!("script/linear.js"),
    include_str!("script/filter.js"),
    include_str!("script/tips.js"),
    include_str!("script/save.js"),
];

pub(super) fn page(report: &Report, body: &Markup) -> String {
    let script = format!("{}{}{}", SCRIPTS.concat(), advice::SCRIPT, player::SCRIPT);
    let inside = html! {
        a.skip href="#main" { "Skip to the report" }
        header.top {
            h1 { "Contend" span.sub { "what was seen" } }
            button #theme type="button" hidden { "Dark or light" }
        }
        nav aria-label="Contents" { (contents(report)) }
        (filters(report))
        main #main { (body) }
        footer { p { "Made from the records alone: equal records give an equal page, byte for byte. It loads nothing." } }
        div #tip role="status" aria-live="polite" hidden {}
    };
    document("Contend: what was seen", &script, &inside)
}

/// A page in one file: its policy names its one style and its one script.
pub(super) fn document(title: &str, script: &str, body: &Markup) -> String {
    let style = style();
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        csp::source(&style),
        csp::source(script)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="data:,";
                style { (PreEscaped(style)) }
            }
            body {
                (PreEscaped(unclosed(&body.0)))
                script { (PreEscaped(script)) }
            }
        }
    };
    page.into_string()
}

/// A cell ends where the next begins, and so does a row: HTML asks for no word of it, and thousands of cells would say it. No
/// text is touched, since `<` in one is written `&lt;`.
fn unclosed(body: &str) -> String {
    ["</td>", "</th>", "</tr>"].iter().fold(body.to_owned(), |body, end| body.replace(end, ""))
}

/// Colours for light, dark and print, then the charts' style, then the page's, then the player's.
fn style() -> String {
    let (light, dark, charts, player) = (chart::LIGHT, chart::DARK, chart::STYLE, player::STYLE);
    format!(
        ":root{{color-scheme:light;{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}\n\
         :root[data-theme=dark]{{color-scheme:dark;{dark}}}\n\
         {charts}{STYLE}{player}@media print{{:root:root:root{{color-scheme:light;{light}}}}}\n"
    )
}

fn contents(report: &Report) -> Markup {
    html! {
        ul {
            li { a href="#trust" { "Trust" } }
            @if report.against.is_some() { li { a href="#against" { "Against earlier" } } }
            li { a href="#race" { "Atomic vs mutex" } }
            @if report.foundations.is_some() { li { a href="#foundations" { "Atomics, locks, channels" } } }
            li { a href="#advice" { "Which one?" } }
            @if report.machines.is_some() { li { a href="#machines" { "Machines" } } }
            @for f in &report.families {
                li { a href={ "#" (f.id) } { (f.name) } }
            }
            @if !report.subjects.is_empty() { li { a href="#subjects" { "Subjects" } } }
            li { a href="#gallery" { "Wrong programs" } }
            li { a href="#orderings" { "Orderings" } }
            li { a href="#litmus" { "Litmus" } }
            @if !report.wrong.is_empty() { li { a.bad href="#wrong" { "Wrong answers" } } }
            li { a href="#losses" { "Where ours lose" } }
            li { a href="#method" { "Method and bias" } }
        }
    }
}

/// Hidden until the script is there to serve it.
fn filters(report: &Report) -> Markup {
    let threads: BTreeSet<u32> = groups(report).map(|g| g.threads).collect();
    html! {
        form #filters hidden aria-label="What is shown" {
            label { "family " select name="family" {
                option value="" { "all" }
                @for f in &report.families { option value=(f.name) { (f.name) } }
            } }
            label { "workload " select name="workload" {
                option value="" { "all" }
                @for f in &report.families { @for w in f.all_workloads() {
                    option value={ (f.name) "/" (w.name) } data-family=(f.name) data-name=(w.name) { (f.name) ", " (w.name) }
                } }
            } }
            label { "threads " select name="threads" {
                option value="" { "all" }
                @for n in threads { option value=(n) { (n) } }
            } }
            label.find { "subject " input type="search" name="q" placeholder="part of a name" autocomplete="off"; }
            span.kinds role="group" aria-label="Kinds" {
                @for (kind, label) in [("ours", "ours"), ("peer", "peers"), ("floor", "floors")] {
                    label { input type="checkbox" name="kind" value=(kind) checked; (label) }
                }
            }
            label.kinds { input type="checkbox" name="linear"; "linear axes" }
            span #picked role="group" aria-label="Subjects picked out" {}
            button type="reset" { "Show all" }
            output name="shown" {}
        }
        p #narrowed {} // for paper, which has no fields
    }
}

fn groups(report: &Report) -> impl Iterator<Item = &Group> {
    report.families.iter().flat_map(Family::all_workloads).flat_map(|w| &w.groups)
}
