//! Words for an error of the operating system, as the `reason` of a skipped file.

use std::io::{self, ErrorKind};

/// What the system said, the same words on every platform where that is possible.
pub(super) fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::NotFound => "it is gone".into(),
        // Ours, not the system's.
        ErrorKind::InvalidInput if error.raw_os_error().is_none() => error.to_string(),
        kind => kind.to_string(),
    }
}
