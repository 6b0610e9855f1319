//! Our plotters backend: SVG with classes instead of colours, groups with titles, and text whose width is estimated.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::ink::Ink;
use super::pen::{SMALL, TEXT};
use super::width::text_width;

/// Drawing cannot fail in itself: it writes to a string.
type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// A picture in the making. Clones share it, so that a chart can open groups between the shapes that plotters draws.
#[derive(Clone)]
pub(super) struct Canvas {
    size: (u32, u32),
    body: Rc<RefCell<String>>,
}

impl Canvas {
    pub(super) fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), body: Rc::default() }
    }

    /// The area that plotters draws on.
    pub(super) fn area(&self) -> DrawingArea<Self, Shift> {
        self.clone().into_drawing_area()
    }

    /// Opens a group; its title is what a pointer or a screen reader finds there.
    pub(super) fn open(&self, class: &str, title: &str) {
        self.write(format_args!("<g class=\"{class}\">"));
        if !title.is_empty() {
            self.write(format_args!("<title>{}</title>", escape(title)));
        }
    }

    /// The same of one subject, so that the page can pick it out.
    pub(super) fn open_of(&self, class: &str, subject: &str, title: &str) {
        self.write(format_args!("<g class=\"{class}\" data-s=\"{}\">", escape(subject)));
        if !title.is_empty() {
            self.write(format_args!("<title>{}</title>", escape(title)));
        }
    }

    /// Closes the innermost group; one without anything in it was not needed.
    pub(super) fn close(&self) {
        let mut body = self.body.borrow_mut();
        match body.rfind("<g ").filter(|&at| body[at..].find('>') == Some(body.len() - at - 1)) {
            Some(empty) => body.truncate(empty),
            None => body.push_str("</g>\n"),
        }
    }

    /// What was drawn so far.
    pub(super) fn body(&self) -> String {
        self.body.borrow().clone()
    }

    fn write(&self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.borrow_mut().write_fmt(text);
    }

    fn points(points: impl IntoIterator<Item = BackendCoord>) -> String {
        let all: Vec<String> = points.into_iter().map(|(x, y)| format!("{x},{y}")).collect();
        all.join(" ")
    }
}

/// Class of a line, which its style knows by its element: its ink, and `w2`, `w3` for a wider stroke.
fn line<S: BackendStyle>(style: &S) -> String {
    classes(style, false)[2..].to_owned()
}

/// Classes of a shape: `f` filled or `l` its outline, its ink, and `w2`, `w3` for a wider stroke.
fn classes<S: BackendStyle>(style: &S, fill: bool) -> String {
    let ink = Ink::classes(style.color().rgb);
    match (fill, style.stroke_width()) {
        (true, _) => format!("f {ink}"),
        (false, 0 | 1) => format!("l {ink}"),
        (false, width) => format!("l w{width} {ink}"),
    }
}

/// Text as it may stand in XML: characters that XML forbids are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        let class = Ink::classes(color.rgb);
        self.write(format_args!("<rect class=\"f {class}\" x=\"{x}\" y=\"{y}\" width=\"1\" height=\"1\"/>"));
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        (x1, y1): BackendCoord,
        (x2, y2): BackendCoord,
        style: &S,
    ) -> Drawn {
        let class = line(style);
        self.write(format_args!("<path class=\"{class}\" d=\"M{x1} {y1}L{x2} {y2}\"/>"));
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (class, x, y) = (classes(style, fill), a.0.min(b.0), a.1.min(b.1));
        let (w, h) = (a.0.abs_diff(b.0), a.1.abs_diff(b.1));
        self.write(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>"
        ));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        match points.as_slice() {
            [] | [_] => Ok(()),
            [a, b] => self.draw_line(*a, *b, style),
            _ => {
                let class = line(style);
                self.write(format_args!("<polyline class=\"{class}\" points=\"{}\"/>", Self::points(points)));
                Ok(())
            }
        }
    }

    fn draw_circle<S: BackendStyle>(&mut self, (x, y): BackendCoord, r: u32, style: &S, fill: bool) -> Drawn {
        let class = classes(style, fill);
        self.write(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        let class = classes(style, true);
        self.write(format_args!("<polygon class=\"{class}\" points=\"{}\"/>", Self::points(vert)));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        let size = style.size();
        // A page has ten thousand of them: what is common goes without saying.
        let ink = Some(Ink::classes(style.color().rgb)).filter(|ink| ink != "text");
        let anchor = match style.anchor().h_pos {
            HPos::Left => None,
            HPos::Center => Some("mid"),
            HPos::Right => Some("end"),
        };
        let small = (size == SMALL).then_some("sm");
        let classes: Vec<&str> = ink.as_deref().into_iter().chain(small).chain(anchor).collect();
        let class = match classes.as_slice() {
            [] => String::new(),
            some => format!(" class=\"{}\"", some.join(" ")),
        };
        let other =
            if [TEXT, SMALL].contains(&size) { String::new() } else { format!(" font-size=\"{size}\"") };
        // SVG places the baseline; a capital is about 0.7 of the size tall.
        let y = f64::from(y)
            + match style.anchor().v_pos {
                VPos::Top => size * 0.8,
                VPos::Center => size * 0.35,
                VPos::Bottom => -size * 0.2,
            };
        let text = escape(text);
        self.write(format_args!("<text{class} x=\"{x}\" y=\"{y:.1}\"{other}>{text}</text>"));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((text_width(text, style.size()).ceil() as u32, (style.size() * 1.2).ceil() as u32))
    }
}
