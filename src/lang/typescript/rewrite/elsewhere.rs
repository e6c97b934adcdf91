//! Uses that no import tells: files of other repositories that import a package of ours (a rename writes in one repository only), and files
//! that load modules by a pattern.

use smol_str::SmolStr;

use super::patterns::loads;
use super::reference::{Decl, Declared, Problem, is_script, words};
use super::renamer::Renamer;
use crate::lang::typescript::syntax::module::{Export, Module};
use crate::model::Source;

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
        let exporting = self.exporting(decl);
        let own = self.sources.iter().filter(|it| it.repo == repo && it.id != decl.0 && is_script(it.language));
        let loading = own.filter(|it| it.text.contains(word) && exporting.iter().any(|path| loads(it, path)));
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

    /// The modules that may export `decl`: its own, and those that see it and export something of other files.
    pub(super) fn exporting(&mut self, decl: Decl) -> Vec<SmolStr> {
        let repo = self.sources[decl.0.0 as usize].repo;
        let word = self.word(decl);
        let viewers = self.viewers(decl.0);
        let sees = |it: &&Source| viewers.as_ref().is_none_or(|all| all.contains(&*it.path));
        let passes_on = |it: &&Source| {
            let again = |module: &Module| {
                let from = |it: &Export| matches!(it, Export::From { .. } | Export::Namespace { .. });
                !module.export_all.is_empty() || module.exports.values().any(from)
            };
            it.id == decl.0
                || it.text.contains(word)
                || self.project.load(repo, &it.path).is_none_or(|it| again(&it.module))
        };
        let all = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language)).filter(sees);
        all.filter(passes_on).map(|it| SmolStr::new(&it.path)).collect()
    }
}
