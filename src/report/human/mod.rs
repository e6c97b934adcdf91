//! For people at a terminal. Colours are always written, the caller strips them where they don't belong; foreign text goes
//! through [`Shown`](crate::text::shown::Shown).

mod check;
mod concise;
mod decision;
mod explain;
mod next;
mod plan;
mod refs;
mod scan;
mod style;
mod table;
mod verify;

pub use concise::FORMAT as CONCISE;

use super::Format;

/// For people.
pub const FORMAT: Format = Format {
    for_people: true,
    does: true,
    excerpts: true,
    scan: Some(scan::render),
    check: Some(check::render),
    refs: Some(refs::render),
    plan: Some(plan::render),
    verify: Some(verify::render),
    explain: Some(explain::render),
    ..Format::new("human", "For reading in a terminal")
};
