//! Sentences that name subjects, so that each renderer can set names apart in its own way.

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Plain words.
    Text(String),
    /// The name of a subject, workload or family.
    Name(String),
}

/// One or more sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose(Vec<Piece>);

impl Prose {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds plain words.
    #[must_use]
    pub fn text(mut self, words: impl Into<String>) -> Self {
        self.0.push(Piece::Text(words.into()));
        self
    }

    /// Adds a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.push(Piece::Name(name.into()));
        self
    }

    /// Adds names as `a, b and c`; of more than `most` only the first, and how many more there are.
    #[must_use]
    pub fn names(mut self, names: &[&str], most: usize) -> Self {
        let shown = &names[..names.len().min(most)];
        let rest = names.len() - shown.len();
        for (i, name) in shown.iter().enumerate() {
            let last = i + 1 == shown.len() && rest == 0;
            if i > 0 {
                self = self.text(if last { " and " } else { ", " });
            }
            self = self.name(*name);
        }
        if rest > 0 { self.text(format!(" and {rest} more")) } else { self }
    }

    /// Adds all of another.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Without any marking.
    pub fn plain(&self) -> String {
        self.0
            .iter()
            .map(|p| match p {
                Piece::Text(t) | Piece::Name(t) => t.as_str(),
            })
            .collect()
    }
}
