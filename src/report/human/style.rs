//! The colours of human texts.

use anstyle::{AnsiColor, Style};

pub(super) const HEADING: Style = Style::new().bold();
pub(super) const PATH: Style = AnsiColor::Magenta.on_default();
pub(super) const OLD: Style = AnsiColor::Red.on_default();
pub(super) const NEW: Style = AnsiColor::Green.on_default();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default();
pub(super) const REFUSED: Style = AnsiColor::Red.on_default();
pub(super) const DIM: Style = Style::new().dimmed();
