//! Members that a mapped type gives other names: whoever reads `snake_case` of a `camelCase` property is found by no search for the
//! property.

use super::reference::{Decl, Problem, is_script};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Checker, Ty};
use crate::model::{RepoId, Source};

impl Renamer<'_> {
    /// The types that make a new name from that of the member `decl`, and types of which that is not known.
    pub(super) fn remapped(&mut self, decl: Decl) -> Vec<Problem> {
        if self.survey_of(decl).declared.get(&decl).is_none_or(|it| it.member.is_none()) {
            return Vec::new();
        }
        let repo = self.sources[decl.0.0 as usize].repo;
        let scripts: Vec<&Source> =
            self.sources.iter().filter(|it| it.repo == repo && is_script(it.language)).collect();
        let making: Vec<&Source> = scripts.iter().copied().filter(|it| may_remap(&it.text)).collect();
        if making.is_empty() {
            return Vec::new();
        }
        let viewers = self.viewers(decl.0);
        let sees = |source: &Source| viewers.as_ref().is_none_or(|it| it.contains(&*source.path));
        let mut found = Vec::new();
        for source in making {
            let Some(checker) = self.checker(repo, source) else { continue };
            for remap in checker.0.remaps(checker.1) {
                let of_own =
                    remap.sources.iter().any(|it| self.holds(&checker.0, it, decl, remap.deep).unwrap_or(true));
                let users = scripts.iter().filter(|it| remap.generic && sees(it) && it.text.contains(&*remap.name));
                let used = of_own
                    || users.into_iter().any(|user| {
                        let Some((checker, module)) = self.checker(repo, user) else { return true };
                        let arguments = checker.arguments_of(module, &remap.name);
                        arguments.iter().any(|it| self.holds(&checker, it, decl, remap.deep).unwrap_or(true))
                    });
                if used {
                    let word = self.word(decl);
                    found.push(Problem {
                        file: source.id,
                        span: remap.at,
                        reason: format!(
                            "`{}` makes other names from `{word}`, and what reads these is not found",
                            remap.name
                        ),
                        way_out: "rename it by hand with what reads the other name, and list it under `keep:`"
                            .to_owned(),
                        wire: false,
                    });
                }
            }
        }
        found
    }

    fn checker(&self, repo: RepoId, source: &Source) -> Option<(Checker<'_>, usize)> {
        let loaded = self.project.load(repo, &source.path)?;
        let checker = Checker::new(&self.project, repo);
        let module = checker.add(loaded);
        Some((checker, module))
    }

    /// A value of the type has the member somewhere; None where that is not known.
    fn holds(&self, checker: &Checker<'_>, ty: &Ty, decl: Decl, deep: bool) -> Option<bool> {
        let is = |module, span| checker.loaded(module).file == Some(decl.0) && span == decl.1;
        checker.holds_member(ty, self.word(decl), deep, &is)
    }
}

/// `[K in … as …]`, ``[K in …]: `${…}` `` with a text that is made from the name, or a text of such parts in a type may stand in the text.
fn may_remap(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), " in ").any(|at| {
        let word = text[..at].rsplit(|it: char| !(it.is_alphanumeric() || it == '_' || it == '$')).next().unwrap_or("");
        let opens = text[..at - word.len()].trim_end().ends_with('[');
        let mut end = (at + 400).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        opens && (text[at..end].contains(" as ") || text[at..end].contains("`${"))
    }) || (text.contains("${") && ["keyof ", "type "].iter().any(|it| text.contains(it)))
}
