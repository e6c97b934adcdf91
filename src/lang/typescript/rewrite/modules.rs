//! Modules that a file has as a value (`import * as all`, `import('./build')`): their exports have names at run time then. Where only a name is
//! read of the module (`all.jobId`) nothing else is known of it; a module that goes on from there may be asked for any name by a text, or for
//! all of them.

use super::reference::{Decl, Declared, ModuleUses, Problem, is_script};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::types::{Checker, Entity, ModId, Ty, parts};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, Span};

/// What may become of the names of a module where it is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Held {
    /// Some text may look one of them up.
    ByTexts,
    /// All of them may be taken as texts.
    AsTexts,
}

impl Renamer<'_> {
    /// A text may be the name of the export `decl`, because a module that has it goes where it can be asked for any name.
    pub(super) fn is_asked_for_by_texts(&mut self, decl: Decl, declared: &Declared) -> bool {
        self.uses_of_modules(decl, declared).by_texts
    }

    /// The places that take a module with the export `decl` as a whole.
    pub(super) fn taken_with_its_module(&mut self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let uses = self.uses_of_modules(decl, declared);
        let word = self.word(decl);
        let problem = |(file, span): (FileId, Span)| Problem {
            file,
            span,
            reason: format!(
                "a module is given away as a value here, and `{word}` is one of the names that it has then"
            ),
            way_out: "give away an object with the names written out, or rename it by hand and list it under `keep:`"
                .to_owned(),
            wire: false,
        };
        uses.as_texts.into_iter().map(problem).collect()
    }

    /// The file has modules as values, whose exports a string can name (`import * as`, `import()`, `require()`), and can see that of `decl`.
    pub(super) fn holds_modules(&mut self, decl: Decl, file: FileId) -> bool {
        let source = &self.sources[file.0 as usize];
        let holds = ["* as ", "import(", "require(", "requireActual", "importActual"];
        holds.iter().any(|it| source.text.contains(it))
            && self.viewers(decl.0).is_none_or(|all| all.contains(&*source.path))
    }

    fn uses_of_modules(&mut self, decl: Decl, declared: &Declared) -> ModuleUses {
        if !declared.exported || declared.member.is_some() || declared.only_type {
            return ModuleUses::default();
        }
        if let Some(known) = self.modules.get(&decl) {
            return known.clone();
        }
        let (repo, word) = (self.sources[decl.0.0 as usize].repo, self.word(decl));
        let viewers = self.viewers(decl.0);
        let mut uses = ModuleUses::default();
        let holds = |text: &str| ["* as ", "import(", "require("].iter().any(|it| text.contains(it));
        // A module may be handed on under a name (`export * as all`), which other files import.
        let handed_on = |text: &str| text.contains("export * as ");
        let own = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language));
        let seeing = own.filter(|it| viewers.as_ref().is_none_or(|all| all.contains(&*it.path)));
        let seeing: Vec<_> = seeing.collect();
        let everywhere = seeing.iter().any(|it| handed_on(&it.text));
        for source in seeing.into_iter().filter(|it| everywhere || holds(&it.text)) {
            let Some(loaded) = self.project.load(repo, &source.path) else { continue };
            let checker = Checker::new(&self.project, repo);
            let main = checker.add(loaded.clone());
            let user = User { checker: &checker, main, loaded: &loaded, decl, word };
            for (span, held) in user.uses() {
                uses.by_texts = true;
                if held == Held::AsTexts {
                    uses.as_texts.push((source.id, span));
                }
            }
        }
        self.modules.insert(decl, uses.clone());
        uses
    }
}

/// A file that can see the module.
struct User<'u, 'a> {
    checker: &'u Checker<'a>,
    main: ModId,
    loaded: &'u Loaded,
    decl: Decl,
    word: &'u str,
}

impl User<'_, '_> {
    /// The places where a module with the export is a value that goes on, each with what may become of its names.
    fn uses(&self) -> Vec<(Span, Held)> {
        let module = &self.loaded.module;
        let may_be = |it: &Expr| {
            matches!(
                it.kind,
                ExprKind::Ident(_)
                    | ExprKind::Import(..)
                    | ExprKind::Member { .. }
                    | ExprKind::Await(_)
                    | ExprKind::Same(_)
            )
        };
        let all = module.exprs.entries().filter(|(_, it)| may_be(it));
        let own = all.filter(|(id, _)| self.has_it(&self.checker.type_of(self.main, *id)));
        own.filter_map(|(id, it)| Some((it.span, self.held(id)?))).collect()
    }

    /// The type is a module that exports the declaration under its own name, or the promise of one.
    fn has_it(&self, ty: &Ty) -> bool {
        parts(&self.checker.awaited(ty)).iter().any(|it| {
            let Ty::Namespace(module) = it else { return false };
            match self.checker.export(*module, self.word, 0) {
                Some(Entity::Binding(at, id)) => {
                    let loaded = self.checker.loaded(at);
                    loaded.file == Some(self.decl.0) && loaded.module.binding(id).ident.span == self.decl.1
                }
                _ => false,
            }
        })
    }

    /// What becomes of the names of the module at this place; `None` where it is asked for one that is written there.
    fn held(&self, value: ExprId) -> Option<Held> {
        let module = &self.loaded.module;
        for (outer, it) in module.exprs.entries() {
            match &it.kind {
                // `import('./build').then((all) => …)`: the parameter is the module, unless it has a type of its own.
                ExprKind::Member { object, .. } if *object == value => {
                    let promise = !matches!(self.checker.type_of(self.main, value), Ty::Namespace(_));
                    return (promise && !self.calls_back_plainly(outer)).then_some(Held::ByTexts);
                }
                ExprKind::Index { object, index } if *object == value => {
                    return (!self.is_name(*index)).then_some(Held::ByTexts);
                }
                ExprKind::As(inner, _) if *inner == value => {
                    let same = self.has_it(&self.checker.type_of(self.main, outer));
                    return (!same).then_some(Held::AsTexts);
                }
                ExprKind::Spread(inner) if *inner == value => return Some(Held::AsTexts),
                // It is looked at itself.
                ExprKind::Same(inner) | ExprKind::Await(inner) if *inner == value => return None,
                _ => {}
            }
        }
        if module.shapes.iter().any(|it| it.bases.contains(&value)) {
            return Some(Held::AsTexts);
        }
        match module.expr(value).place {
            Place::Argument(call, index) => self.given(call, index),
            Place::Attribute(..) | Place::Attributes(_) => Some(Held::AsTexts),
            Place::Typed(_) | Place::Assigned(_) => {
                let same = self.has_it(&self.checker.contextual(self.main, value));
                (!same).then_some(Held::AsTexts)
            }
            Place::Value(..) | Place::Computed(_) | Place::Element(_) | Place::Returned(_) | Place::Yielded(_) => {
                Some(Held::ByTexts)
            }
            Place::Inside(_) | Place::Default(_) => Some(Held::ByTexts),
            Place::Free => {
                let mut roots = module.roots.entries().filter(|(_, it)| it.init == Some(value));
                roots.any(|(root, _)| self.has_rest(root)).then_some(Held::AsTexts)
            }
            Place::Index(_) | Place::Child(_) => None,
        }
    }

    /// A call is given the module. A package is asked for the name that it is given (`spyOn(all, 'open')`); what lists names is looked at by
    /// itself.
    fn given(&self, call: ExprId, index: u32) -> Option<Held> {
        let module = &self.loaded.module;
        let ExprKind::Call { callee, args, .. } = &module.expr(call).kind else { return Some(Held::AsTexts) };
        let of_object = match &module.expr(*callee).kind {
            ExprKind::Member { object, .. } => {
                matches!(&module.expr(*object).kind, ExprKind::Ident(name) if name == "Object" || name == "Reflect")
            }
            _ => false,
        };
        let named = |it: &ExprId| matches!(module.expr(*it).kind, ExprKind::Text(_));
        let own = self.checker.called(self.main, call);
        let own = own.is_some_and(|(at, _)| !self.checker.is_library(at) && !self.checker.is_installed(at));
        match (of_object, args.get(1)) {
            (_, Some(name)) if index == 0 && named(name) && !own => None,
            (true, None) => None,
            _ => Some(Held::AsTexts),
        }
    }

    /// The index is a text that is written there, or a name of the module by its type.
    fn is_name(&self, index: ExprId) -> bool {
        let written = matches!(self.loaded.module.expr(index).kind, ExprKind::Text(_) | ExprKind::Number(_));
        written
            || parts(&self.checker.type_of(self.main, index)).iter().all(|it| matches!(it, Ty::Text(_) | Ty::KeyOf(_)))
    }

    /// The method of a promise is called with functions whose parameters have no types of their own.
    fn calls_back_plainly(&self, method: ExprId) -> bool {
        let module = &self.loaded.module;
        let call = module.exprs.iter().find_map(|it| match &it.kind {
            ExprKind::Call { callee, args, .. } if *callee == method => Some(args),
            _ => None,
        });
        let plain = |it: &ExprId| match module.expr(*it).kind {
            ExprKind::Func(func) => {
                let params = &module.func(func).params;
                params.iter().all(|root| module.roots[*root].ty.is_none() && !self.has_rest(*root))
            }
            _ => false,
        };
        call.is_some_and(|args| args.iter().take(1).all(plain))
    }

    /// `const { one, ...rest } = all`
    fn has_rest(&self, root: RootId) -> bool {
        let module = &self.loaded.module;
        module.pats.iter().any(|it| it.root == root && it.steps.iter().any(|step| matches!(step, Step::Rest(_))))
    }
}
