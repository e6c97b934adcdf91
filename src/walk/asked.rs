//! Which globs of the user match a file at all: an answer about nothing must not look like an answer about something.

use std::sync::atomic::{AtomicBool, Ordering};

use globset::{GlobBuilder, GlobMatcher};

use super::WalkError;

/// Globs on `repo/path`, each with whether a file matched it.
pub(super) struct Asked(Vec<(GlobMatcher, AtomicBool)>);

impl Asked {
    pub(super) fn new(globs: &[String]) -> Result<Self, WalkError> {
        let one = |text: &String| {
            let built = GlobBuilder::new(text).literal_separator(true).build();
            let failed =
                |error: globset::Error| WalkError::Glob { glob: text.clone(), reason: error.kind().to_string() };
            Ok((built.map_err(failed)?.compile_matcher(), AtomicBool::new(false)))
        };
        globs.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// A file was looked at, which `full` names.
    pub(super) fn saw(&self, full: impl Fn() -> String) {
        let mut open = self.0.iter().filter(|it| !it.1.load(Ordering::Relaxed)).peekable();
        if open.peek().is_some() {
            let full = full();
            open.filter(|it| it.0.is_match(&full)).for_each(|it| it.1.store(true, Ordering::Relaxed));
        }
    }

    /// The globs that matched none.
    pub(super) fn unmatched(&self) -> Vec<String> {
        let open = self.0.iter().filter(|it| !it.1.load(Ordering::Relaxed));
        open.map(|it| it.0.glob().glob().to_owned()).collect()
    }
}
