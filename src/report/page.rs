//! What an answer for people is written on.

/// What is written on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Columns of the terminal. `None` for a file or a pipe: nothing is cut there.
    pub width: Option<usize>,
}
