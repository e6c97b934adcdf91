//! For people at a terminal. Colours are always written, the caller strips them where they don't belong; foreign text goes
//! through [`Shown`](crate::text::shown::Shown).

mod explain;
mod refs;
mod scan;

pub use explain::render as explain;
pub use refs::render as refs;
pub use scan::render as scan;
