//! Questions about one Go symbol: where it is used, and what a new name would do.

pub mod made;
pub mod refs;
pub mod rename;
