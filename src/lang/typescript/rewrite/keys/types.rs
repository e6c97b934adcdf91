//! What the types say of a key: which declarations it means, which of them have the new name too, and what a value of them may be.

use std::rc::Rc;

use super::super::reader::Reader;
use super::super::reference::{Decl, Reference};
use super::super::renamer::Renamer;
use crate::lang::typescript::facts::emit::name_at;
use crate::lang::typescript::resolve::types::{Checker, Instance, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Source, Span};

impl Renamer<'_> {
    /// What the word at `at` means.
    pub(in super::super) fn reference(&mut self, source: &Source, at: Span) -> Option<Reference> {
        let packages = self.packages(source.repo);
        let loaded = self.project.load(source.repo, &source.path)?;
        let mut reader = Reader::new(&self.project, source, loaded, &packages);
        reader.about(source.text.get(at.range()).unwrap_or_default());
        reader.place(at)
    }

    /// The member `new` of the type that declares `decl`.
    pub(super) fn twin(&mut self, decl: Decl, new: &str) -> Option<Decl> {
        let (shape, _) = self.survey_of(decl).declared.get(&decl)?.member?;
        let source = &self.sources[decl.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path)?;
        let checker = Checker::new(&self.project, source.repo);
        let module = checker.add(loaded);
        let own = Ty::Shape(Rc::new(Instance { module, shape, env: None, class: false }));
        let found = checker.members(&own, new).into_iter().next()?;
        let loaded = checker.loaded(found.module);
        Some((loaded.file?, loaded.module.shape(found.shape).members[found.index as usize].key.span))
    }

    /// The member may be left out.
    pub(super) fn is_optional(&mut self, decl: Decl) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return false };
        let word = &source.text[decl.1.range()];
        let all = loaded.index().members(word).iter();
        let mut members = all.map(|(shape, at)| &loaded.module.shape(*shape).members[*at as usize]);
        members.any(|it| it.key.span == decl.1 && it.optional)
    }

    /// The name of the type that declares `decl`; none for a type without a name.
    pub(super) fn owner(&mut self, decl: Decl) -> Option<String> {
        let (shape, _) = self.survey_of(decl).declared.get(&decl)?.member?;
        let source = &self.sources[decl.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path)?;
        let binding = loaded.module.shape(shape).binding?;
        Some(loaded.module.binding(binding).ident.name.to_string())
    }

    /// A test of the value at `at` (`x.key`) can tell more of its type: it may be absent, or may be anything.
    pub(super) fn is_told_by_tests(&mut self, source: &Source, at: Span) -> bool {
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let checker = Checker::new(&self.project, source.repo);
        let main = checker.add(loaded.clone());
        let module = &loaded.module;
        let Some((id, expr)) = module.exprs.entries().find(|(_, it)| it.span == at) else { return true };
        let (ExprKind::Member { object, .. } | ExprKind::Index { object, .. }) = expr.kind else { return true };
        match checker.type_of(main, object) {
            // `any`, which no test changes, or a type that is not known.
            Ty::Unknown => !source.path.ends_with("js") && !is_parsed(source, module, object),
            _ => {
                !matches!(
                    checker.type_of(main, id),
                    Ty::String | Ty::Number | Ty::Boolean | Ty::Text(_) | Ty::Digits(_) | Ty::Shape(_) | Ty::Tuple(_)
                ) || self.may_be_absent(source, at)
            }
        }
    }

    /// The property that is read there may be left out.
    fn may_be_absent(&mut self, source: &Source, at: Span) -> bool {
        let word = source.text.get(at.range()).unwrap_or_default();
        let key = word.rsplit(['.', '[']).next().unwrap_or_default().trim_matches(['\'', '"', ']']);
        let start = at.end as usize - word.len() + word.rfind(key).unwrap_or_default();
        let meant = self.meant(source, Span::new(start, start + key.len()));
        meant.is_empty() || meant.into_iter().any(|it| self.is_optional(it)) || word.contains("?.")
    }

    /// The key at `at` is read of a value by its members, and people write types for that value which are not followed here: `Request<P, A, B>`,
    /// or those of the call that gives it (`app.get<{ Body: B }>(…)`).
    pub(in super::super) fn is_typed_apart(&mut self, source: &Source, at: Span) -> bool {
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let module = &loaded.module;
        let Some((_, name)) = name_at(&module.names, at) else { return false };
        let object = match name {
            NameRef::Property(expr) => match &module.expr(*expr).kind {
                ExprKind::Member { object, .. } => Some(*object),
                _ => None,
            },
            NameRef::Text(expr) => match module.expr(*expr).place {
                Place::Index(object) => Some(object),
                _ => None,
            },
            NameRef::PatternKey(pat, _) | NameRef::PatternShorthand(pat, _) => {
                let root = &module.roots[module.pats[*pat].root];
                return match root.init {
                    Some(init) => is_given_types(module, init, 0),
                    None => is_root_given_types(module, root),
                };
            }
            _ => None,
        };
        object.is_some_and(|it| is_given_types(module, it, 0))
    }

    /// What an object literal spreads behind (or, with `before`, before) the member at `key` may hold the word.
    pub(super) fn spread_may_hold(&mut self, source: &Source, literal: Span, key: Span, before: bool) -> bool {
        let packages = self.packages(source.repo);
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let mut reader = Reader::new(&self.project, source, loaded.clone(), &packages);
        let word = source.text.get(key.range()).unwrap_or_default();
        reader.about(word);
        let Some(shape) = loaded.index().object(literal) else { return true };
        let there = |it: &ExprId| (loaded.module.expr(*it).span.start < key.start) == before;
        loaded.module.shape(shape).bases.iter().filter(|it| there(it)).any(|base| {
            let ty = reader.checker.type_of(reader.main, *base);
            matches!(ty, Ty::Unknown | Ty::Opaque | Ty::Parameter(..) | Ty::Deferred(..))
                || !reader.members(&ty).is_empty()
        })
    }

    /// The place where the keys of the type are asked for as a type: one more of them changes what is asked there.
    pub(super) fn keys_are_a_type(
        &self,
        repo: crate::model::RepoId,
        name: &str,
    ) -> Option<(crate::model::FileId, usize)> {
        let own = self.sources.iter().filter(|it| it.repo == repo && super::super::reference::is_script(it.language));
        own.flat_map(|source| {
            let marks = [format!("keyof {name}"), format!("Required<{name}"), format!("Record<keyof {name}")];
            let found = marks.into_iter().filter_map(move |mark| source.text.find(&mark));
            found.map(|at| (source.id, at)).collect::<Vec<_>>()
        })
        .next()
    }
}

/// The value is a part of one whose type people write.
fn is_given_types(module: &Module, expr: ExprId, depth: u32) -> bool {
    if depth > 8 {
        return true;
    }
    let it = module.expr(expr);
    match &it.kind {
        ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => is_given_types(module, *object, depth + 1),
        ExprKind::Call { callee, type_args, .. } => !type_args.is_empty() || is_given_types(module, *callee, depth + 1),
        ExprKind::Await(inner) | ExprKind::Same(inner) => is_given_types(module, *inner, depth + 1),
        ExprKind::Ident(name) => {
            let binding = module.look_up(it.scope, name, false).map(|id| &module.binding(id).what);
            let Some(What::Value(pat)) = binding else { return false };
            let root = &module.roots[module.pats[*pat].root];
            match root.init {
                Some(init) if root.ty.is_none() => is_given_types(module, init, depth + 1),
                _ => is_root_given_types(module, root),
            }
        }
        _ => false,
    }
}

fn is_root_given_types(module: &Module, root: &Root) -> bool {
    if let Some(ty) = root.ty {
        return is_type_of_parts(module, ty, 0);
    }
    let RootKind::Parameter(func, _) = root.kind else { return false };
    let Some(func) = module.func(func).expr else { return false };
    let Place::Argument(call, _) = module.expr(func).place else { return false };
    matches!(&module.expr(call).kind, ExprKind::Call { type_args, .. } if !type_args.is_empty())
}

/// The type says types of the parts of its values: `Request<P, A, B>`, or a name of one.
fn is_type_of_parts(module: &Module, ty: TypeId, depth: u32) -> bool {
    match &module.ty(ty).kind {
        TypeKind::Keyword(_) => false,
        TypeKind::Name { args, .. } if !args.is_empty() || depth > 8 => true,
        TypeKind::Name { path, .. } => module.bindings.iter().any(|it| match it.what {
            What::Alias { ty, .. } => {
                path.first().is_some_and(|first| first.name == it.ident.name) && is_type_of_parts(module, ty, depth + 1)
            }
            _ => false,
        }),
        _ => true,
    }
}

/// The value was parsed from text: `any`.
fn is_parsed(source: &Source, module: &Module, expr: ExprId) -> bool {
    let it = module.expr(expr);
    let ExprKind::Ident(name) = &it.kind else { return false };
    let binding = module.look_up(it.scope, name, false).map(|id| &module.binding(id).what);
    let Some(What::Value(pat)) = binding else { return false };
    let root = &module.roots[module.pats[*pat].root];
    let text = root.init.and_then(|it| source.text.get(module.expr(it).span.range())).unwrap_or_default();
    root.ty.is_none() && (text.contains("JSON.parse(") || text.contains(".json()")) && text.len() < 400
}
