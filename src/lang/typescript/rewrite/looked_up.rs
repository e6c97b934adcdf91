//! Names that are values of the program: of members of an enumeration that are looked up by one (`Color[name]`, `Level[number]`), and of
//! keys that a type has from a list of texts (`Record<'open' | 'done', string>`).

use super::reference::{Decl, Declared, Problem, is_script, words};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Checker, Ty};
use crate::lang::typescript::syntax::module::*;

impl Renamer<'_> {
    /// Why the name of the member `decl` is a value, too.
    pub(super) fn looked_up(&self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let mut found = self.by_values(decl, declared);
        if declared.literal && self.is_listed(decl, declared) {
            let word = self.word(decl);
            let reason =
                format!("the type of its object takes its names from a list of texts, and '{word}' of it stays");
            let way_out = "rename the text of the list by hand, with all that use it".to_owned();
            found.push(Problem { file: decl.0, span: decl.1, reason, way_out, wire: false });
        }
        found
    }

    /// The key of a literal is asked for by a type that has a list of texts for its names.
    fn is_listed(&self, decl: Decl, declared: &Declared) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some((shape, _)) = declared.member else { return false };
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return false };
        let checker = Checker::new(&self.project, source.repo);
        let main = checker.add(loaded);
        checker.lists(&checker.asked_of_literal(main, shape, self.word(decl)), self.word(decl))
    }

    /// The places that look up members of the enumeration of `decl` by a value.
    fn by_values(&self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let own = &self.sources[decl.0.0 as usize];
        let Some((shape, _)) = declared.member else { return Vec::new() };
        let Some(loaded) = self.project.load(own.repo, &own.path) else { return Vec::new() };
        let declares = loaded.module.shape(shape);
        let Some(id) = declares.binding.filter(|_| declares.kind == ShapeKind::Enum) else { return Vec::new() };
        let name = &*loaded.module.binding(id).ident.name;
        let mut found = Vec::new();
        let scripts = self.sources.iter().filter(|it| it.repo == own.repo && is_script(it.language));
        for source in scripts.filter(|it| it.text.contains('[') && !words(&it.text, name).is_empty()) {
            let Some(user) = self.project.load(source.repo, &source.path) else { continue };
            let checker = Checker::new(&self.project, source.repo);
            let main = checker.add(user.clone());
            for it in user.module.exprs.iter() {
                let ExprKind::Index { object, index } = it.kind else { continue };
                // A text that spells a member is a name of it, and is renamed.
                if matches!(user.module.expr(index).kind, ExprKind::Text(_)) {
                    continue;
                }
                let Ty::Shape(of) = checker.type_of(main, object) else { continue };
                let is_it = of.class && of.shape == shape && checker.loaded(of.module).file == Some(decl.0);
                if is_it {
                    found.push(Problem {
                        file: source.id,
                        span: it.span,
                        reason: format!("a member of `{name}` is looked up here by a value, which may be its name"),
                        way_out: "look it up by another value, or rename it by hand with all that holds the name"
                            .to_owned(),
                        wire: false,
                    });
                }
            }
        }
        found
    }
}
