//! What an answer for people is written on.

use super::Paths;

/// What is written on, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Columns of the terminal. `None` for a file or a pipe.
    pub width: Option<usize>,
    /// What other commands have to be given to be about the same: ` ROOT --rules FILE`, or nothing.
    pub scope: String,
    /// What files are called there.
    pub paths: Paths,
}

/// A narrower terminal gets lines of so many columns: what would be left of one says nothing.
const NARROWEST: usize = 40;

/// Columns of sentences where there is no terminal.
const PLAIN: usize = 100;

impl Page {
    /// How many columns a line of sentences or code may take.
    pub(super) fn columns(&self) -> usize {
        self.width.map_or(PLAIN, |width| width.max(NARROWEST))
    }
}
