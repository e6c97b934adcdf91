//! Strings that are paths of names: `get(page, 'build.jobId')`.

use super::leaf::path_around;
use super::reference::{Decl, Declared, Reference, is_script};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Checker, Property, present};
use crate::model::Source;

impl Renamer<'_> {
    /// The names beside the word in the string lead to the member `decl`, or on from it.
    pub(super) fn is_path_to(&mut self, decl: Decl, declared: &Declared, place: &Reference) -> bool {
        let source: &Source = &self.sources[place.file.0 as usize];
        let path = path_around(&source.text, place.span);
        let names = |text: &str| -> Vec<String> {
            let names = text.split('.').filter(|it| !it.is_empty() && !it.starts_with(|c: char| c.is_ascii_digit()));
            names.map(str::to_owned).collect()
        };
        let before = names(&source.text[path.start as usize..place.span.start as usize]);
        let behind = names(&source.text[place.span.end as usize..path.end as usize]);
        if !self.meets(decl, place.file) {
            return false;
        }
        match (before.last(), behind.first()) {
            (Some(name), _) => self.leads_to(name, decl),
            (None, Some(name)) => self.has_within(decl, declared, name),
            // What a template puts in stands before or behind it.
            (None, None) => true,
        }
    }

    /// A member called `name` has a value with the member `decl`, or a list of such values.
    fn leads_to(&self, name: &str, decl: Decl) -> bool {
        let repo = self.sources[decl.0.0 as usize].repo;
        let word = self.word(decl);
        let scripts = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language));
        scripts.filter(|it| it.text.contains(name)).any(|source| {
            let Some(loaded) = self.project.load(repo, &source.path) else { return false };
            let members = loaded.index().members(name);
            if members.is_empty() {
                return false;
            }
            let checker = Checker::new(&self.project, repo);
            let module = checker.add(loaded.clone());
            let is = |at, span| checker.loaded(at).file == Some(decl.0) && span == decl.1;
            members.iter().any(|(shape, index)| {
                let ty = checker.property_type(&Property { module, shape: *shape, index: *index, env: None });
                let ty = present(&ty);
                let has = |it| checker.holds_member(it, word, false, &is) == Some(true);
                has(&ty) || has(&checker.element(&ty))
            })
        })
    }

    /// The value of the member `decl` has a member called `name`, or its elements have.
    fn has_within(&self, decl: Decl, declared: &Declared, name: &str) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some((shape, index)) = declared.member else { return false };
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return false };
        let checker = Checker::new(&self.project, source.repo);
        let module = checker.add(loaded);
        let ty = present(&checker.property_type(&Property { module, shape, index, env: None }));
        [checker.element(&ty), ty].iter().any(|it| !checker.members(it, name).is_empty())
    }
}
