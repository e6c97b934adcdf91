//! The gate: which hits are new. A team accepts hits in a baseline, a tree of the past has had others, and a comment beside a hit
//! lets it pass. A hit is known by what it is and by the code around it, not by its line, so that moving and renaming bring nothing
//! back; it is known once, so that one more use of an accepted name is new.

mod allow;
mod judge;
mod matching;
mod merge;
mod owners;
mod print;
mod row;
mod symbols;

pub use allow::{Allow, Allowed, MARK, Mistake};
pub use judge::{Gate, Hits, Judged, Updated};
pub use merge::merged;
pub use owners::Owners;
pub use row::{Baseline, NotABaseline, Row};
pub use symbols::Symbols;
