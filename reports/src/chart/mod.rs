//! Pictures: plotters lays them out, our backend writes them as SVG that takes its colours from the page.
//!
//! Each chart is drawn twice, for a wide and for a narrow screen; text is never scaled below 11 pixels.

mod against;
mod canvas;
mod collapse;
mod crossing;
mod fairness;
mod foundations;
mod front;
mod ink;
mod labels;
mod ladder;
mod latency;
mod legend;
mod machines;
mod panel;
mod pen;
mod plane;
mod race;
mod ratio;
mod room;
mod scale;
mod scaling;
mod tools;
mod traces;
mod width;

use std::convert::Infallible;

use plotters::drawing::DrawingAreaErrorKind;

use crate::analysis::Report;
use crate::analysis::model::{Family, Group, Traces, Workload};
use canvas::{Canvas, escape};
pub(crate) use ladder::place;
use panel::View;

/// Colours on light ground; also of print.
pub(crate) const LIGHT: &str = include_str!("light.css");
/// Colours on dark ground.
pub(crate) const DARK: &str = include_str!("dark.css");
/// What the classes of a picture look like.
pub(crate) const STYLE: &str = include_str!("chart.css");

/// How each of our files of a picture begins.
pub(crate) const SIGNATURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" id=\"chart-";

/// A picture could not be laid out.
#[derive(Debug, thiserror::Error)]
#[error("plotters could not draw: {0}")]
pub struct ChartError(#[from] DrawingAreaErrorKind<Infallible>);

/// For which screen a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    Wide,
    Narrow,
}

impl Screen {
    pub(super) fn width(self) -> u32 {
        match self {
            Self::Wide => 760,
            Self::Narrow => 358,
        }
    }
}

/// How values of a chart that comes in both ways become lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// Equal ratios are equal lengths: what is far apart is told apart, and noise looks alike everywhere.
    Log,
    /// From 0: twice as much is twice as long.
    Linear,
}

/// A finished picture.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    id: String,
    size: (u32, u32),
    title: String,
    description: String,
    body: String,
}

impl Picture {
    fn new(id: &str, size: (u32, u32), title: String, description: String, canvas: &Canvas) -> Self {
        Self { id: id.to_owned(), size, title, description, body: canvas.body() }
    }

    /// As it stands in the page, which brings the style; `class` says more of it.
    pub(crate) fn inline(&self, screen: Screen, class: &str) -> String {
        let (of_screen, suffix) =
            if screen == Screen::Wide { ("chart wide", "") } else { ("chart narrow", "-narrow") };
        let plain = Self { body: unquoted(&self.body), ..self.clone() };
        plain.svg("", format!("{of_screen} {class}").trim_end(), &format!("{}{suffix}", self.id), "")
    }

    /// As it stands beside `said`, the same chart in another form: points that say the same in the same order say it once in a
    /// page, which has thousands of them.
    pub(crate) fn inline_beside(&self, said: &Self, screen: Screen, class: &str) -> String {
        if !self.titles().eq(said.titles()) {
            return self.inline(screen, class);
        }
        let (mut rest, mut body) = (self.body.as_str(), String::new());
        while let Some((before, after)) = rest.split_once("<title>") {
            body.push_str(before);
            rest = after.split_once("</title>").map_or("", |(_, after)| after);
        }
        body.push_str(rest);
        Self { body, ..self.clone() }.inline(screen, class)
    }

    /// What its points say.
    fn titles(&self) -> impl Iterator<Item = &str> {
        self.body.split("<title>").skip(1).filter_map(|rest| Some(rest.split_once("</title>")?.0))
    }

    /// As a file of its own, with its style for light and dark ground.
    pub(crate) fn standalone(&self) -> String {
        let style = format!(
            "<style>svg{{{LIGHT}background:var(--paper)}}\n@media (prefers-color-scheme:dark){{svg{{{DARK}}}}}\n{STYLE}</style>\n"
        );
        self.svg(" xmlns=\"http://www.w3.org/2000/svg\"", "chart", &self.id, &style)
    }

    fn svg(&self, namespace: &str, class: &str, id: &str, style: &str) -> String {
        let ((w, h), title, text) = (self.size, escape(&self.title), escape(&self.description));
        let body = &self.body;
        format!(
            "<svg{namespace} class=\"{class}\" id=\"{id}\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\n\
             <title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{text}</desc>\n{style}{body}</svg>\n"
        )
    }
}

/// Elements as HTML may have them, where a value without spaces needs no quotes: a page has fifty thousand. The last value before
/// `/>` keeps them, for the slash would be part of it.
fn unquoted(elements: &str) -> String {
    let mut pieces = elements.split('"'); // in texts it is written `&quot;`, so what stands between two is a value
    let mut out = pieces.next().unwrap_or_default().to_owned();
    while let (Some(value), Some(after)) = (pieces.next(), pieces.next()) {
        let needed = value.is_empty() || value.contains([' ', '\n', '\'', '=', '<', '>', '`']);
        let quote = if needed || after.starts_with('/') { "\"" } else { "" };
        out.extend([quote, value, quote, after]);
    }
    out
}

/// A chart for both screens.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// Name of its file, without `.svg`.
    pub(crate) name: String,
    pub(crate) wide: Picture,
    pub(crate) narrow: Picture,
    /// The same for both screens with a linear axis, if it comes in both ways.
    pub(crate) linear: Option<(Picture, Picture)>,
    /// Threads, if it is of one number of them.
    pub(crate) threads: Option<u32>,
}

impl Chart {
    fn both(
        name: String,
        draw: impl Fn(Screen, &str) -> Result<Picture, ChartError>,
    ) -> Result<Self, ChartError> {
        let id = format!("chart-{name}");
        let (wide, narrow) = (draw(Screen::Wide, &id)?, draw(Screen::Narrow, &id)?);
        Ok(Self { name, wide, narrow, linear: None, threads: None })
    }

    /// With a logarithmic axis, and with a linear one.
    fn both_axes(
        name: String,
        draw: impl Fn(Axis, Screen, &str) -> Result<Picture, ChartError>,
    ) -> Result<Self, ChartError> {
        let id = format!("chart-{name}-linear");
        let linear = |screen| draw(Axis::Linear, screen, &id);
        let linear = (linear(Screen::Wide)?, linear(Screen::Narrow)?);
        let chart = Self::both(name, |screen, id| draw(Axis::Log, screen, id))?;
        Ok(Self { linear: Some(linear), ..chart })
    }

    fn at_threads(self, g: &Group) -> Self {
        Self { threads: Some(g.threads), ..self }
    }
}

/// The charts of one workload; those that would show nothing are left out.
#[derive(Clone, Debug)]
pub(crate) struct WorkloadCharts {
    pub(crate) ladder: Option<Chart>,
    pub(crate) scaling: Option<Chart>,
    pub(crate) front: Option<Chart>,
    /// One a thread count.
    pub(crate) planes: Vec<Chart>,
    pub(crate) fairness: Option<Chart>,
    /// One a thread count.
    pub(crate) latency: Vec<Chart>,
}

/// The charts of one family.
#[derive(Clone, Debug)]
pub(crate) struct FamilyCharts {
    pub(crate) collapse: Option<Chart>,
    pub(crate) crossing: Option<Chart>,
    pub(crate) traces: Option<Chart>,
    pub(crate) below: Option<Chart>,
    pub(crate) room: Option<Chart>,
    /// In the order of workloads.
    pub(crate) workloads: Vec<WorkloadCharts>,
}

/// All pictures of a report.
#[derive(Clone, Debug)]
pub(crate) struct Charts {
    pub(crate) race: Chart,
    pub(crate) foundations: Option<Chart>,
    /// Which tool catches which wrong program.
    pub(crate) tools: Option<Chart>,
    /// In the order of what was set side by side.
    pub(crate) machines: Vec<Chart>,
    /// In the order of forests.
    pub(crate) against: Vec<Chart>,
    /// In the order of families.
    pub(crate) families: Vec<FamilyCharts>,
}

impl Charts {
    pub(crate) fn of(report: &Report) -> Result<Self, ChartError> {
        let race = Chart::both("founding-race".into(), |screen, id| race::draw(&report.race, screen, id))?;
        let drawn = |f| Chart::both("foundations".into(), |screen, id| foundations::draw(f, screen, id));
        let checks = Some(&report.checks).filter(|c| !c.mutants.is_empty());
        let matrix = |c| Chart::both("tools".into(), |screen, id| tools::draw(c, screen, id));
        let machines = report.machines.iter().flat_map(|m| m.families.iter().map(move |b| (m, b)));
        let machines =
            machines.map(|(m, b)| Chart::both(b.id.clone(), |screen, id| machines::draw(m, b, screen, id)));
        let against = report.against.iter().flat_map(|a| a.forests.iter().map(move |f| (a, f)));
        let against =
            against.map(|(a, f)| Chart::both(f.id.clone(), |screen, id| against::draw(a, f, screen, id)));
        Ok(Self {
            race,
            foundations: report.foundations.as_ref().map(drawn).transpose()?,
            tools: checks.map(matrix).transpose()?,
            machines: machines.collect::<Result<_, _>>()?,
            against: against.collect::<Result<_, _>>()?,
            families: report.families.iter().map(family).collect::<Result<_, _>>()?,
        })
    }

    /// Every chart once.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Chart> {
        let across = std::iter::once(&self.race).chain(&self.foundations).chain(&self.tools);
        let across = across.chain(&self.machines).chain(&self.against);
        across.chain(self.families.iter().flat_map(|f| {
            let FamilyCharts { collapse, crossing, traces, below, room, workloads } = f;
            let asked = collapse.iter().chain(crossing).chain(traces).chain(below).chain(room);
            asked.chain(workloads.iter().flat_map(WorkloadCharts::all))
        }))
    }
}

impl WorkloadCharts {
    fn all(&self) -> impl Iterator<Item = &Chart> {
        let Self { front, ladder, scaling, planes, fairness, latency } = self;
        front.iter().chain(ladder).chain(scaling).chain(planes).chain(fairness).chain(latency)
    }
}

fn family(f: &Family) -> Result<FamilyCharts, ChartError> {
    let collapse = f.collapse.as_ref().map(|c| {
        Chart::both(format!("{}-collapse", f.id), |screen, id| collapse::draw(&f.name, c, screen, id))
    });
    let crossing = f.crossings.as_ref().map(|c| {
        Chart::both(format!("{}-crossing", f.id), |screen, id| crossing::draw(&f.name, c, screen, id))
    });
    let replayed = |name: &str, shown: &dyn Fn(&Traces) -> bool, view: View| {
        let draw = |t: &Traces, screen, id: &str| traces::draw(&f.name, t, view, screen, id);
        let shown = f.traces.as_ref().filter(|t| shown(t));
        shown.map(|t| Chart::both(format!("{}-{name}", f.id), |screen, id| draw(t, screen, id))).transpose()
    };
    let room = f
        .room
        .as_ref()
        .map(|r| Chart::both(format!("{}-room", f.id), |screen, id| room::draw(&f.name, r, screen, id)));
    let one = |w| workload(&f.name, f.baseline.as_deref(), w);
    Ok(FamilyCharts {
        collapse: collapse.transpose()?,
        crossing: crossing.transpose()?,
        traces: replayed("traces", &|_| true, View::Hits)?,
        below: replayed("below", &panel::shows_below, View::Below)?,
        room: room.transpose()?,
        workloads: f.all_workloads().map(one).collect::<Result<_, _>>()?,
    })
}

/// How a chart of one thread count is drawn.
type DrawGroup = fn(&str, &Workload, &Group, Screen, &str) -> Result<Picture, ChartError>;

fn workload(family: &str, baseline: Option<&str>, w: &Workload) -> Result<WorkloadCharts, ChartError> {
    let free = !w.on_schedule();
    let ladder = (free && ladder::shows(w.head())).then(|| {
        Chart::both(format!("{}-ladder", w.id), |screen, id| ladder::draw(family, baseline, w, screen, id))
    });
    let scaling = (free && scaling::shows(w)).then(|| {
        Chart::both_axes(format!("{}-scaling", w.id), |axis, screen, id| {
            scaling::draw(family, baseline, w, axis, screen, id)
        })
    });
    let of = |g: &Group, name: String, draw: DrawGroup| {
        let chart = Chart::both(format!("{}-{name}", w.id), |screen, id| draw(family, w, g, screen, id));
        chart.map(|chart| chart.at_threads(g))
    };
    let numbered = |g: &Group, name: &str, draw| of(g, format!("{name}-{}", g.threads), draw);
    Ok(WorkloadCharts {
        ladder: ladder.transpose()?.map(|c| c.at_threads(w.head())),
        scaling: scaling.transpose()?,
        front: w
            .front
            .as_ref()
            .map(|f| {
                Chart::both(format!("{}-front", w.id), |screen, id| front::draw(family, w, f, screen, id))
            })
            .transpose()?
            .map(|c| c.at_threads(w.head())),
        planes: plane::groups(w).map(|g| numbered(g, "plane", plane::draw)).collect::<Result<_, _>>()?,
        fairness: fairness::group(w).map(|g| of(g, "fairness".into(), fairness::draw)).transpose()?,
        latency: latency::groups(w)
            .into_iter()
            .map(|g| numbered(g, "latency", latency::draw))
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn quotes_stay_where_html_needs_them() {
        let bar = r#"<path class="w5 c0" d="M1 2"/><circle class="f" cx="1.5" r="5"/><text class="end" y="9">a &quot;b&quot;</text>"#;
        let plain = r#"<path class="w5 c0" d="M1 2"/><circle class=f cx=1.5 r="5"/><text class=end y=9>a &quot;b&quot;</text>"#;
        assert_eq!(unquoted(bar), plain);
        assert_eq!(unquoted(r#"<g a="" b="x=y">"#), r#"<g a="" b="x=y">"#);
    }
}
