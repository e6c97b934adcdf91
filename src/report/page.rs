//! What an answer for people is written on.

use super::Paths;

/// What is written on, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Columns of the terminal. `None` for a file or a pipe: nothing is cut there.
    pub width: Option<usize>,
    /// What files are called there.
    pub paths: Paths,
}
