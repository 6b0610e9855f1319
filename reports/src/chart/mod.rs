//! Pictures: plotters lays them out, our backend writes them as SVG that takes its colours from the page.
//!
//! Each chart is drawn twice, for a wide and for a narrow screen; text is never scaled below 11 pixels.

mod against;
mod canvas;
mod collapse;
mod crossing;
mod fairness;
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

    /// As it stands in the page, which brings the style.
    pub(crate) fn inline(&self, screen: Screen) -> String {
        let class = if screen == Screen::Wide { "chart wide" } else { "chart narrow" };
        let suffix = if screen == Screen::Wide { "" } else { "-narrow" };
        self.svg(class, &format!("{}{suffix}", self.id), "")
    }

    /// As a file of its own, with its style for light and dark ground.
    pub(crate) fn standalone(&self) -> String {
        let style = format!(
            "<style>svg{{{LIGHT}background:var(--paper)}}\n@media (prefers-color-scheme:dark){{svg{{{DARK}}}}}\n{STYLE}</style>\n"
        );
        self.svg("chart", &self.id, &style)
    }

    fn svg(&self, class: &str, id: &str, style: &str) -> String {
        let ((w, h), title, text) = (self.size, escape(&self.title), escape(&self.description));
        let body = &self.body;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" id=\"{id}\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\n\
             <title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{text}</desc>\n{style}{body}</svg>\n"
        )
    }
}

/// A chart for both screens.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// Name of its file, without `.svg`.
    pub(crate) name: String,
    pub(crate) wide: Picture,
    pub(crate) narrow: Picture,
}

impl Chart {
    fn both(
        name: String,
        draw: impl Fn(Screen, &str) -> Result<Picture, ChartError>,
    ) -> Result<Self, ChartError> {
        let id = format!("chart-{name}");
        let (wide, narrow) = (draw(Screen::Wide, &id)?, draw(Screen::Narrow, &id)?);
        Ok(Self { name, wide, narrow })
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
        let machines = report.machines.iter().flat_map(|m| m.families.iter().map(move |b| (m, b)));
        let machines =
            machines.map(|(m, b)| Chart::both(b.id.clone(), |screen, id| machines::draw(m, b, screen, id)));
        let against = report.against.iter().flat_map(|a| a.forests.iter().map(move |f| (a, f)));
        let against =
            against.map(|(a, f)| Chart::both(f.id.clone(), |screen, id| against::draw(a, f, screen, id)));
        Ok(Self {
            race,
            machines: machines.collect::<Result<_, _>>()?,
            against: against.collect::<Result<_, _>>()?,
            families: report.families.iter().map(family).collect::<Result<_, _>>()?,
        })
    }

    /// Every chart once.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Chart> {
        let across = std::iter::once(&self.race).chain(&self.machines).chain(&self.against);
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
        workloads: f.workloads.iter().map(one).collect::<Result<_, _>>()?,
    })
}

/// How a chart of one thread count is drawn.
type DrawGroup = fn(&str, &Workload, &Group, Screen, &str) -> Result<Picture, ChartError>;

fn workload(family: &str, baseline: Option<&str>, w: &Workload) -> Result<WorkloadCharts, ChartError> {
    let chart = |shown: bool, name: &str, draw: &dyn Fn(Screen, &str) -> Result<Picture, ChartError>| {
        shown.then(|| Chart::both(format!("{}-{name}", w.id), draw)).transpose()
    };
    let of = |g: &Group, name: String, draw: DrawGroup| {
        Chart::both(format!("{}-{name}", w.id), |screen, id| draw(family, w, g, screen, id))
    };
    let numbered = |g: &Group, name: &str, draw| of(g, format!("{name}-{}", g.threads), draw);
    Ok(WorkloadCharts {
        ladder: chart(ladder::shows(w.head()) && !w.on_schedule(), "ladder", &|screen, id| {
            ladder::draw(family, baseline, w, screen, id)
        })?,
        scaling: chart(scaling::shows(w) && !w.on_schedule(), "scaling", &|screen, id| {
            scaling::draw(family, baseline, w, screen, id)
        })?,
        front: w
            .front
            .as_ref()
            .map(|f| {
                Chart::both(format!("{}-front", w.id), |screen, id| front::draw(family, w, f, screen, id))
            })
            .transpose()?,
        planes: plane::groups(w).map(|g| numbered(g, "plane", plane::draw)).collect::<Result<_, _>>()?,
        fairness: fairness::group(w).map(|g| of(g, "fairness".into(), fairness::draw)).transpose()?,
        latency: latency::groups(w)
            .into_iter()
            .map(|g| numbered(g, "latency", latency::draw))
            .collect::<Result<_, _>>()?,
    })
}
