//! Names that are values of the program: of members of an enumeration that are looked up by one (`Color[name]`, `Level[number]`), and of
//! keys that a type has from a list of texts (`Record<'open' | 'done', string>`). And members of other types that are looked up or written by a
//! text that may be any (`(build as any)[name]`, `{ ...build, [name]: value }`).

use rayon::prelude::*;

use super::listing;
use super::reader::Reader;
use super::reference::{Decl, Declared, Problem, is_script, words};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Checker, Entity, Ty, parts, present};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Source, Span};

impl Renamer<'_> {
    /// Why the name of the member `decl` is a value, too.
    pub(super) fn looked_up(&mut self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let mut found = self.by_values(decl, declared);
        if declared.member.is_some() && self.is_structural(decl, declared) {
            found.extend(self.by_texts(decl));
        }
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
        let main = checker.add(loaded.clone());
        let word = self.word(decl);
        if checker.lists(&checker.asked_of_literal(main, shape, word), word) {
            return true;
        }
        // The variable that holds the object is used as a value of such a type.
        let module = &loaded.module;
        let Some(mut value) = module.shape(shape).expr else { return false };
        while let Place::Inside(outer) = module.expr(value).place {
            value = outer;
        }
        let held = module.roots.iter().find(|it| it.init == Some(value) && it.ty.is_none()).and_then(|it| it.binding);
        let Some(id) = held else { return false };
        let name = &module.binding(id).ident.name;
        let exported = checker.loaded(main).index().exports(id, name);
        let users = if exported { self.saying(source.repo, name) } else { Some(vec![loaded.clone()]) };
        users.unwrap_or_else(|| vec![loaded.clone()]).iter().any(|user| {
            let at = checker.add(user.clone());
            let mut uses = user.module.exprs.entries();
            uses.any(|(expr, it)| {
                matches!(&it.kind, ExprKind::Ident(other) if other == name)
                    && checker.lists(&checker.contextual(at, expr), word)
                    && checker
                        .identifier(at, expr)
                        .and_then(|(at, id)| checker.follow(at, id).or(Some(Entity::Binding(at, id))))
                        == Some(Entity::Binding(main, id))
            })
        })
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
    /// The places that get at a member of a value with the member `decl` by a text that may be any name.
    fn by_texts(&mut self, decl: Decl) -> Vec<Problem> {
        let repo = self.sources[decl.0.0 as usize].repo;
        let viewers = self.viewers(decl.0);
        let sees = |it: &&Source| viewers.as_ref().is_none_or(|all| all.contains(&*it.path));
        let scripts = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language));
        let scripts: Vec<&Source> =
            scripts.filter(|it| it.text.contains('[') || it.text.contains("keyof")).filter(sees).collect();
        let packages = self.packages(repo);
        let (project, packages, word) = (&self.project, &*packages, self.word(decl));
        let of_file = |source: &&Source| {
            let loaded = project.load(repo, &source.path).filter(|it| it.file == Some(source.id))?;
            let asked = by_any_text(&loaded.module);
            if asked.is_empty() {
                return None;
            }
            let mut reader = Reader::new(project, source, loaded, packages);
            reader.about(word);
            let found = asked.iter().filter(|it| it.may_be(&reader, decl));
            Some(found.map(|it| (source.id, it.at(&reader))).collect::<Vec<Decl>>())
        };
        let found: Vec<Decl> = scripts.par_iter().filter_map(of_file).flatten().collect();
        let problem = |(file, span): Decl| Problem {
            file,
            span,
            reason: format!("a member is looked up here by a text that may be any name, and '{word}' is one"),
            way_out: "rename it by hand with what holds the names, and list it under `keep:`".to_owned(),
            wire: false,
        };
        found.into_iter().map(problem).collect()
    }
}

/// A place that gets at a member by a text.
enum ByText {
    /// `(build as any)[name]`: the value before it was told to be anything, and the text.
    Index(ExprId, ExprId),
    /// `{ ...build, [name]: value }`: the literal, and the text.
    Key(ShapeId, ExprId),
    /// `name as keyof Build`: the text, and the type.
    Told(ExprId, TypeId),
}

/// The places of a module that may be one, as far as its own tables show.
fn by_any_text(module: &Module) -> Vec<ByText> {
    let plain =
        |it: ExprId| !matches!(module.expr(it).kind, ExprKind::Text(_) | ExprKind::Literal | ExprKind::Number(_));
    let mut found = Vec::new();
    for (_, it) in module.exprs.entries() {
        match it.kind {
            ExprKind::Index { object, index } if plain(index) => {
                let mut at = object;
                let mut told = false;
                while let ExprKind::Same(inner) | ExprKind::As(inner, _) = module.expr(at).kind {
                    told |= matches!(module.expr(at).kind, ExprKind::As(..));
                    at = inner;
                }
                if told {
                    found.push(ByText::Index(at, index));
                }
            }
            ExprKind::As(text, ty) if matches!(module.ty(ty).kind, TypeKind::KeyOf(_)) && plain(text) => {
                found.push(ByText::Told(text, ty));
            }
            _ => {}
        }
    }
    for (id, shape) in module.shapes.entries().filter(|it| it.1.kind == ShapeKind::Object) {
        found.extend(shape.computed.iter().filter(|it| plain(it.0)).map(|it| ByText::Key(id, it.0)));
    }
    found
}

impl ByText {
    fn may_be(&self, reader: &Reader<'_>, decl: Decl) -> bool {
        let checker = &reader.checker;
        let has = |ty: &Ty| reader.members(ty).contains(&Some(decl));
        let (text, has) = match *self {
            Self::Index(object, text) => (text, has(&checker.type_of(reader.main, object))),
            Self::Key(shape, text) => (text, has(&checker.asked_of_literal(reader.main, shape, reader.word))),
            Self::Told(text, ty) => {
                let TypeKind::KeyOf(of) = reader.loaded.module.ty(ty).kind else { return false };
                (text, has(&checker.resolve(reader.main, of, &None)))
            }
        };
        has && is_any_text(&checker.type_of(reader.main, text)) && !is_listed_name(reader, text)
    }

    fn at(&self, reader: &Reader<'_>) -> Span {
        let (Self::Index(_, text) | Self::Key(_, text) | Self::Told(text, _)) = *self;
        reader.loaded.module.expr(text).span
    }
}

/// No list of texts tells which it may be.
fn is_any_text(ty: &Ty) -> bool {
    parts(&present(ty)).iter().all(|it| matches!(it, Ty::String | Ty::Unknown | Ty::Opaque | Ty::Primitive))
}

/// The text is one of the names that the program lists: that is looked at where it lists them.
fn is_listed_name(reader: &Reader<'_>, text: ExprId) -> bool {
    let module = &reader.loaded.module;
    let Some((_, id)) = reader.checker.identifier(reader.main, text).filter(|it| it.0 == reader.main) else {
        return false;
    };
    let What::Value(pat) = module.binding(id).what else { return false };
    let root = &module.roots[module.pats[pat].root];
    let listing = |expr: ExprId| {
        let mut at = expr;
        for _ in 0..16 {
            at = match &module.expr(at).kind {
                ExprKind::Call { callee, .. } if listing::lists(module, *callee).is_some() => return true,
                ExprKind::Call { callee, .. } => *callee,
                ExprKind::Member { object, .. } => *object,
                ExprKind::Same(inner) | ExprKind::As(inner, _) => *inner,
                _ => return false,
            };
        }
        false
    };
    match root.kind {
        RootKind::In => true,
        RootKind::Of => root.init.is_some_and(listing),
        RootKind::Parameter(func, _) => module.func(func).expr.is_some_and(|it| match module.expr(it).place {
            Place::Argument(call, _) => listing(call),
            _ => false,
        }),
        _ => false,
    }
}
