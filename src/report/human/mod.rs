//! For people at a terminal. Colours are always written, the caller strips them where they don't belong; foreign text goes
//! through [`Shown`](crate::text::shown::Shown).

mod check;
mod explain;
mod plan;
mod refs;
mod scan;

use anstyle::{AnsiColor, Style};

use super::Format;

/// For people.
pub const FORMAT: Format = Format {
    for_people: true,
    scan: Some(scan::render),
    check: Some(check::render),
    refs: Some(refs::render),
    plan: Some(plan::render),
    explain: Some(explain::render),
    ..Format::new("human", "For reading in a terminal")
};

const HEADING: Style = Style::new().bold();
const PATH: Style = AnsiColor::Magenta.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();
const REFUSED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();
