//! The written reason for an ordering: the comment that stands with it.

/// What a reason says if no model shows that the ordering is needed, and it is kept all the same.
const DECLARED: &str = "not shown by the checker";

/// Code, and the comment behind it.
pub(crate) fn split(line: &str) -> (&str, Option<&str>) {
    let bytes = line.as_bytes();
    let (mut at, mut in_text) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1, // whatever is escaped ends nothing
            b'"' => in_text = !in_text,
            b'\'' if !in_text && bytes.get(at + 1) == Some(&b'"') => at += 2, // a quote as a character
            b'/' if !in_text && bytes.get(at + 1) == Some(&b'/') => return (&line[..at], Some(&line[at..])),
            _ => {}
        }
        at += 1;
    }
    (line, None)
}

/// The last line of the call that begins on `line` at `column` (both from 1): where its parentheses are balanced.
pub(crate) fn end_of_call(lines: &[String], line: u32, column: u32) -> u32 {
    let mut open = 0;
    for (number, text) in lines.iter().enumerate().skip(line as usize - 1) {
        let code = split(text).0;
        let from = if number + 1 == line as usize { column as usize - 1 } else { 0 };
        for character in code.get(from..).unwrap_or("").chars() {
            match character {
                '(' => open += 1,
                ')' if open <= 1 => return number as u32 + 1,
                ')' => open -= 1,
                _ => {}
            }
        }
    }
    line
}

/// The reason for the ordering of the call at `line` and `column`: what stands behind or within the call, or else the
/// comment right above it, or above the statement that it is part of.
pub(crate) fn reason(lines: &[String], line: u32, column: u32) -> Option<String> {
    let behind = lines[line as usize - 1..end_of_call(lines, line, column) as usize].iter();
    let behind: Vec<_> = behind.filter_map(|line| plain(split(line).1?)).collect();
    if let Some(reason) = of_ordering(&behind.join(" ")) {
        return Some(reason);
    }
    let mut above = line as usize - 1; // lines before this index are above
    loop {
        let block = block_above(&lines[..above]);
        if let Some(reason) = of_ordering(&block) {
            return Some(reason);
        }
        let (code, comment) = split(lines[..above].last()?);
        let code = code.trim();
        if code.is_empty() || code.ends_with([';', '{', '}']) {
            return None; // another statement, or a comment that is no reason
        }
        if let Some(reason) = comment.and_then(plain).and_then(|comment| of_ordering(&comment)) {
            return Some(reason);
        }
        above -= 1;
    }
}

/// What a reason says of why no model shows it, if it says that none does.
pub(crate) fn declared(reason: &str) -> Option<&str> {
    // ASCII alone changes its case, so places stay the same.
    let start = reason.to_ascii_lowercase().find(DECLARED)?;
    Some(reason[start + DECLARED.len()..].trim_start_matches([':', ',', ' ']))
}

/// The lines of comment that end these lines, as one.
fn block_above(lines: &[String]) -> String {
    let block = lines.iter().rev().map_while(|line| match split(line) {
        (code, Some(comment)) if code.trim().is_empty() => plain(comment),
        _ => None,
    });
    let mut block: Vec<_> = block.collect();
    block.reverse();
    block.join(" ")
}

/// A comment's text; none if it is documentation.
fn plain(comment: &str) -> Option<String> {
    let text = comment.strip_prefix("//")?;
    (!text.starts_with(['/', '!'])).then(|| text.trim().to_owned())
}

/// A comment, if it is one about an ordering. A safety argument is not, but may be followed by one.
fn of_ordering(comment: &str) -> Option<String> {
    const WORDS: [&str; 5] = ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"];
    if !comment.starts_with("SAFETY") {
        return (!comment.is_empty()).then(|| comment.to_owned());
    }
    let starts = WORDS.iter().filter_map(|word| comment.find(&format!("{word}:")));
    starts.min().map(|start| comment[start..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::{declared, end_of_call, reason, split};

    fn of(text: &str, call: &str) -> Option<String> {
        let lines: Vec<_> = text.lines().map(str::to_owned).collect();
        let (line, column) =
            lines.iter().zip(1..).find_map(|(line, number)| Some((number, line.find(call)? + 1))).unwrap();
        reason(&lines, line, column as u32)
    }

    #[test]
    fn a_comment_is_told_from_what_looks_like_one() {
        assert_eq!(split("a(); // b"), ("a(); ", Some("// b")));
        assert_eq!(split(r#"a("//");"#), (r#"a("//");"#, None));
        assert_eq!(split(r#"a('"', "\"//"); // b"#), (r#"a('"', "\"//"); "#, Some("// b")));
        assert_eq!(split("fn a<'b>() // c"), ("fn a<'b>() ", Some("// c")));
    }

    #[test]
    fn a_reason_stands_behind_the_call() {
        assert_eq!(
            of("// another\na.store(1, Release); // pairs with b", "store"),
            Some("pairs with b".into())
        );
        let long = "a.compare_exchange(\n    FREE,\n    Ordering::Acquire, // pairs\n    Ordering::Relaxed, // a guess\n)";
        assert_eq!(of(long, "compare"), Some("pairs a guess".into()));
    }

    #[test]
    fn or_right_above_it() {
        assert_eq!(of("b();\n// one\n// two\na.store(1);", "store"), Some("one two".into()));
        assert_eq!(of("// far\nb();\na.store(1);", "store"), None, "that is about another statement");
        assert_eq!(of("/// Documentation.\na.store(1);", "store"), None);
    }

    #[test]
    fn or_above_the_statement() {
        assert_eq!(of("c();\n// why\nlet x = a\n    .load(Acquire);", ".load"), Some("why".into()));
        assert_eq!(of("let x = a // why\n    .load(Acquire);", ".load"), Some("why".into()));
    }

    #[test]
    fn a_safety_argument_is_no_reason_but_may_be_followed_by_one() {
        assert_eq!(of("// SAFETY: ours.\na.store(1);", "store"), None);
        assert_eq!(of("// SAFETY: ours. Acquire: pairs.\na.load();", "load"), Some("Acquire: pairs.".into()));
    }

    #[test]
    fn a_survivor_may_be_declared() {
        assert_eq!(declared("Release: pairs. Not shown by the checker: too long."), Some("too long."));
        assert_eq!(declared("Release: pairs."), None);
    }

    #[test]
    fn a_call_ends_where_its_parentheses_do() {
        let lines: Vec<_> = ["x(a.swap(", "  f(1), // )", "))"].map(str::to_owned).into();
        assert_eq!(end_of_call(&lines, 1, 5), 3);
    }
}
