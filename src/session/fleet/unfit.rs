//! Why a step does not go on, in words for who runs it.

use crate::session::Error;
use crate::text::shown::Shown;

/// A mistake of who calls, and what to do about it.
pub(super) fn unfit(message: impl Into<String>, help: impl Into<String>) -> Error {
    // Names come from files of strangers.
    let shown = |text: String| Shown(&text).to_string();
    Error::Unfit { message: shown(message.into()), help: shown(help.into()) }
}
