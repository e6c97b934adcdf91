//! Questions about one symbol of TypeScript or JavaScript: where it is used, and what a new name would do.

pub mod made;
pub mod refs;
pub mod rename;
mod symbol;
