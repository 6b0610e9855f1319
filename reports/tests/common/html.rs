//! What must hold of every page.

use std::collections::BTreeSet;

/// Every element is closed that must be, every id is unique, every link within the page has its target, and nothing is loaded.
pub(crate) fn whole(html: &str) {
    for tag in [
        "section", "article", "table", "thead", "tbody", "svg", "g", "text", "figure", "ul", "li", "div",
        "details", "code", "main",
    ] {
        let opened = html.matches(&format!("<{tag} ")).count() + html.matches(&format!("<{tag}>")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
    let ids: Vec<&str> = attributes(html, " id=\"");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for target in attributes(html, " href=\"#") {
        assert!(unique.contains(target), "#{target} leads nowhere");
    }
    for loading in
        [" src=", "url(", "@import", "<link rel=\"stylesheet", "<iframe", "<img", " style=", "onclick"]
    {
        assert!(!html.contains(loading), "{loading}");
    }
    let links = attributes(html, " href=\"");
    assert!(links.iter().all(|l| l.starts_with('#') || *l == "data:,"), "{links:?}");
}

pub(crate) fn attributes<'a>(html: &'a str, start: &str) -> Vec<&'a str> {
    html.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}
