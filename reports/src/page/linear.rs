//! Linear forms of charts: only the script shows them, so they travel packed and cost a page neither room nor time.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use maud::{Markup, PreEscaped, html};

use super::csp::base64;
use crate::chart::{Chart, Screen};

/// All of them, each under the name by which its figure asks for it: gzip in base64. Nothing where there are none.
pub(super) fn packed<'a>(charts: impl Iterator<Item = &'a Chart>) -> Markup {
    let forms: String = charts.filter_map(forms).map(PreEscaped::into_string).collect();
    html! {
        @if !forms.is_empty() {
            script #linear type="application/gzip" { (base64(&gzip(forms.as_bytes()))) }
        }
    }
}

fn forms(chart: &Chart) -> Option<Markup> {
    let (wide, narrow) = chart.linear.as_ref()?;
    Some(html! {
        div data-of=(chart.name) {
            (PreEscaped(wide.inline_beside(&chart.wide, Screen::Wide, "linear")))
            (PreEscaped(narrow.inline_beside(&chart.wide, Screen::Narrow, "linear")))
        }
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.expect("memory takes what is written to it")
}
