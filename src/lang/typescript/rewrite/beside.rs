//! Files of declarations beside the scripts that they are about: `build.d.ts` and `build.js` are one module, and only one of them is read for it.

use super::imports::beside;
use super::reference::{Decl, Declared, Problem, words};
use super::renamer::Renamer;
use crate::model::Source;

impl Renamer<'_> {
    /// What `build.d.ts` declares and `build.js` has, or the other way round.
    pub(super) fn described_beside(&self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let source = &self.sources[decl.0.0 as usize];
        if !declared.exposed() {
            return Vec::new();
        }
        let (word, paths) = (self.word(decl), beside(&source.path));
        let others =
            self.sources.iter().filter(|it| it.repo == source.repo && paths.iter().any(|path| **path == *it.path));
        let problem = |other: &Source| {
            let span = words(&other.text, word).first().copied()?;
            Some(Problem {
                file: other.id,
                span,
                reason: format!(
                    "this file and {} are about one module, and only one of them would be changed",
                    source.path
                ),
                way_out: "rename it in both by hand, and list it under `keep:`".to_owned(),
                wire: false,
            })
        };
        others.filter_map(problem).collect()
    }
}
