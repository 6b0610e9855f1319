//! What a shape *is*, instead of which colour it has.
//!
//! plotters hands a backend colours. Ours are no colours but names in disguise: three bytes that the backend turns back into a CSS
//! class, so that one drawing serves light, dark, screen and print.

use plotters::style::RGBColor;

use crate::analysis::model::Tint;

/// The role of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Words that must be read.
    Text,
    /// Words that may be skipped, and subjects in the background.
    Muted,
    /// Grid lines.
    Grid,
    /// Axis lines.
    Axis,
    /// Ground behind thread counts beyond the cores.
    Zone,
    /// Ground behind subjects that cannot be told apart.
    Tie,
    /// A floor: line, marker or label.
    Floor,
    /// Ground within the reach of the floor.
    FloorZone,
    /// A subject in the background.
    Dim,
    /// A subject.
    Series(Tint),
    /// A subject's marker with an empty middle: a peer, or an oversubscribed point.
    Hollow(Tint),
}

impl Ink {
    /// The name in disguise.
    pub(super) fn color(self) -> RGBColor {
        let plain = |id| RGBColor(id, 0, 0);
        match self {
            Self::Text => plain(1),
            Self::Muted => plain(2),
            Self::Grid => plain(3),
            Self::Axis => plain(4),
            Self::Zone => plain(5),
            Self::Tie => plain(6),
            Self::Floor => plain(7),
            Self::FloorZone => plain(8),
            Self::Dim => plain(11),
            Self::Series(t) => RGBColor(9, t.hue, t.variant),
            Self::Hollow(t) => RGBColor(10, t.hue, t.variant),
        }
    }

    /// The classes that a disguised name stands for.
    pub(super) fn classes((id, hue, variant): (u8, u8, u8)) -> String {
        let plain = ["", "text", "muted", "grid", "axis", "zone", "tie", "floor", "floor-zone"];
        match id {
            9 => format!("c{hue} d{variant}"),
            10 => format!("c{hue} hollow"),
            11 => "dim".to_owned(),
            _ => plain.get(usize::from(id)).copied().unwrap_or_default().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_comes_back_as_its_class() {
        let tint = Tint { hue: 3, variant: 2 };
        let class = |ink: Ink| {
            let RGBColor(r, g, b) = ink.color();
            Ink::classes((r, g, b))
        };
        assert_eq!(class(Ink::FloorZone), "floor-zone");
        assert_eq!(class(Ink::Text), "text");
        assert_eq!(class(Ink::Series(tint)), "c3 d2");
        assert_eq!(class(Ink::Hollow(tint)), "c3 hollow");
    }
}
