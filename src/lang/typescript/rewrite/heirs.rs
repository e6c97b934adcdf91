//! Types below the one of a member, which have the new name already.

use super::problems::OTHER_NAME;
use super::reference::{Decl, Declared, Problem};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Checker, Instance, Property, Ty};

impl Renamer<'_> {
    /// A type that extends the one of `decl` and has the new name.
    pub(super) fn below(&mut self, decl: Decl, declared: &Declared, new: &str) -> Vec<Problem> {
        if declared.member.is_none() {
            return Vec::new();
        }
        let repo = self.sources[decl.0.0 as usize].repo;
        let (word, other) = (self.word(decl).to_owned(), self.survey(repo, new));
        let mut found = Vec::new();
        let own =
            |at: &Decl, it: &Declared| at.0 == decl.0 && it.member.map(|it| it.0) == declared.member.map(|it| it.0);
        let types = other.declared.iter().filter(|(at, it)| it.member.is_some() && !it.literal && !own(at, it));
        for at in types.map(|(at, _)| *at) {
            let source = &self.sources[at.0.0 as usize];
            let Some(loaded) = self.project.load(source.repo, &source.path) else { continue };
            let checker = Checker::new(&self.project, source.repo);
            let main = checker.add(loaded.clone());
            let named = loaded.index().members(new);
            let here =
                named.iter().filter(|(shape, it)| loaded.module.shape(*shape).members[*it as usize].key.span == at.1);
            for shape in here.map(|(shape, _)| *shape) {
                let it = loaded.module.shape(shape);
                let mut bases: Vec<Ty> =
                    it.extends.iter().chain(&it.implements).map(|base| checker.resolve(main, *base, &None)).collect();
                let own = Instance { module: main, shape, env: None, class: false };
                bases.push(Ty::Shape(std::rc::Rc::new(own)));
                let is_it = |member: Property| {
                    let loaded = checker.loaded(member.module);
                    let span = loaded.module.shape(member.shape).members[member.index as usize].key.span;
                    loaded.file == Some(decl.0) && span == decl.1
                };
                if bases.iter().any(|base| checker.members(base, &word).into_iter().any(is_it)) && at != decl {
                    let reason = format!("a type that has it also has `{new}` ({})", self.place(at));
                    found.push(Problem {
                        file: decl.0,
                        span: decl.1,
                        reason,
                        way_out: OTHER_NAME.to_owned(),
                        wire: false,
                    });
                }
            }
        }
        found
    }
}
