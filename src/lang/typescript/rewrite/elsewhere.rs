//! Files of other repositories that import a package of ours: a rename writes in one repository only.

use super::reference::{Decl, Problem, is_script, words};
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
}
