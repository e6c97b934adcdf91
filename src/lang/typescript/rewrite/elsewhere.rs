//! Uses that no import tells: files of other repositories that import a package of ours (a rename writes in one repository only), and files
//! that load modules by a pattern.

use super::reference::{Decl, Declared, Problem, is_script, words};
use super::renamer::Renamer;

impl Renamer<'_> {
    /// The places in other repositories where the name of `decl` stands in a file that imports a package of its repository.
    pub(super) fn used_elsewhere(&mut self, decl: Decl) -> Vec<Problem> {
        let repo = self.sources[decl.0.0 as usize].repo;
        let word = self.word(decl);
        let packages = self.packages(repo);
        let imports = |text: &str| {
            packages.iter().any(|name| {
                let quoted = |quote: char| text.contains(&format!("{quote}{name}"));
                quoted('\'') || quoted('"')
            })
        };
        let others = self.sources.iter().filter(|it| it.repo != repo && is_script(it.language));
        let using = others.filter(|it| it.text.contains(word) && imports(&it.text));
        using
            .filter_map(|source| {
                let span = *words(&source.text, word).first()?;
                Some(Problem {
                    file: source.id,
                    span,
                    reason:
                        "a file of another repository imports this one and has the name; a rename writes in one only"
                            .to_owned(),
                    way_out: "rename it in both by hand, or leave the other root out and rename there next".to_owned(),
                    wire: false,
                })
            })
            .collect()
    }

    /// The places of the name in files that load modules by a pattern, where `decl` is what a module exports: which modules these are is
    /// known to a bundler only.
    pub(super) fn loaded_by_pattern(&mut self, decl: Decl) -> Vec<Problem> {
        let exported = |it: &Declared| it.exported && it.member.is_none() && !it.only_type;
        if !self.survey_of(decl).declared.get(&decl).is_some_and(exported) {
            return Vec::new();
        }
        let repo = self.sources[decl.0.0 as usize].repo;
        let word = self.word(decl);
        let own = self.sources.iter().filter(|it| it.repo == repo && it.id != decl.0 && is_script(it.language));
        let loading = own.filter(|it| it.text.contains(word) && PATTERNS.iter().any(|mark| it.text.contains(mark)));
        loading
            .flat_map(|source| {
                words(&source.text, word).into_iter().map(|span| Problem {
                    file: source.id,
                    span,
                    reason: format!("the file loads modules by a pattern, so `{word}` may be what this one exports"),
                    way_out: "import the module by its name, or rename it by hand and list it under `keep:`".to_owned(),
                    wire: false,
                })
            })
            .collect()
    }
}

/// What loads modules whose paths are made at run time, or by a bundler.
const PATTERNS: &[&str] = &["import.meta.glob", "require.context(", "import(`", "require(`"];
