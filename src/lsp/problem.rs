//! Why nothing can be said at all: settings or rules with a mistake, folders that are not there. The editor is told, and the server
//! goes on: the next change may mend it.

use std::collections::BTreeMap;
use std::path::Path;

use ls_types::{Diagnostic, DiagnosticSeverity, Uri};
use miette::Diagnostic as _;

use super::position::{Encoding, Lines};
use crate::disk::read_plain;
use crate::rules::RuleErrors;
use crate::session;
use crate::text::shown::Shown;

/// Rule packs are not bigger (`rules` refuses them).
const MAX_BYTES: u64 = 1 << 20;

/// What people are told, and the lines that it is about.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) places: BTreeMap<Uri, Vec<Diagnostic>>,
}

impl Problem {
    pub(super) fn new(message: &str) -> Self {
        Self { message: Shown(message).to_string(), places: BTreeMap::new() }
    }

    /// The mistakes of a rule pack, each at its line where that is in a file.
    pub(super) fn of_rules(errors: &RuleErrors, encoding: Encoding) -> Self {
        let mut places: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
        for mistake in &errors.mistakes {
            let path = Path::new(&mistake.file);
            let Some(uri) = path.canonicalize().ok().and_then(Uri::from_file_path) else { continue };
            let text = read_plain(path, MAX_BYTES).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let line = mistake.line.unwrap_or(1).saturating_sub(1);
            let help = mistake.help.as_ref().map(|it| format!(". {it}")).unwrap_or_default();
            places.entry(uri).or_default().push(Diagnostic {
                range: Lines::new(&text.unwrap_or_default(), encoding).whole(line),
                severity: Some(DiagnosticSeverity::ERROR),
                source: Some("runsess".to_owned()),
                message: Shown(&format!("{}{help}", mistake.what)).to_string(),
                ..Diagnostic::default()
            });
        }
        Self { places, ..Self::new(&format!("the rules count for nothing: {errors}")) }
    }
}

impl From<session::Error> for Problem {
    fn from(error: session::Error) -> Self {
        let help = error.help().map(|it| format!("; {it}")).unwrap_or_default();
        Self::new(&format!("{error}{help}"))
    }
}
