//! How wide a text will be, without a font at hand.

/// Estimated width in pixels of `text` at `size` pixels, in a common sans-serif face.
///
/// Errs to the wide side: a gap looks better than a collision.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size * 1.05
}

/// Width of a character in parts of the font size.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '|' | '\'' | '!' => 0.30,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | ' ' | '\u{a0}' | '\u{202f}' => 0.39,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.90,
        'A'..='Z' | '×' | '≥' | '≤' | '=' | '+' | '<' | '>' => 0.70,
        'a'..='z' | '0'..='9' | '_' => 0.61,
        _ if u32::from(c) >= 0x1100 => 1.05,
        _ => 0.66,
    }
}

/// `text`, shortened with an ellipsis until it is no wider than `width`.
pub(super) fn fit(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        if text_width(&format!("{short}…"), size) > width {
            short.pop();
            break;
        }
    }
    short + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_stays_whole_and_a_long_one_fits() {
        assert_eq!(fit("striped", 13.0, 120.0), "striped");
        let long = fit(&"parking_lot_".repeat(20), 13.0, 120.0);
        assert!(long.ends_with('…') && text_width(&long, 13.0) <= 120.0, "{long}");
        assert_eq!(fit("anything", 13.0, 0.0), "…");
    }
}
