//! Members whose names the program takes as texts, all of one object at once: `Object.entries(build)`, `for (const key in build)`. Nothing at
//! such a place says the name, so no search for the name finds it. Names that only serve to get at the values are no texts.

use rayon::prelude::*;

use super::candidates::{Candidates, Does};
use super::conduits::{Conduits, Part};
use super::listing::{self, Code};
use super::reader::Reader;
use super::reference::{Decl, Declared, Problem, is_script};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::types::{Instance, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Source, Span};

impl Renamer<'_> {
    /// The places that take the name of the member or export `decl` as a text, with those of all others of its object or module.
    pub(super) fn enumerated(&mut self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let of_module = declared.exported && declared.member.is_none() && !declared.only_type;
        // An enumeration is an object, too; no value of another type is one.
        if !of_module && (declared.member.is_none() || self.is_private(decl)) {
            return Vec::new();
        }
        let repo = self.sources[decl.0.0 as usize].repo;
        let viewers = self.viewers(decl.0);
        let candidates = self.candidates(repo);
        let sees = |it: &&Source| viewers.as_ref().is_none_or(|all| all.contains(&*it.path));
        let calls = |it: &Source| {
            candidates.calls(&it.path, Does::Lists)
                || listing::LISTING.iter().any(|(_, name, _)| it.text.contains(&format!(".{name}(")))
                || it.text.contains("new Proxy(")
        };
        let lists = |it: &&Source| it.text.contains(" in ") || calls(it);
        let scripts = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language));
        let scripts: Vec<&Source> = scripts.filter(sees).filter(lists).collect();
        let packages = self.packages(repo);
        let (project, packages, word) = (&self.project, &*packages, self.word(decl));
        let member = declared.member.map(|it| (&self.sources[decl.0.0 as usize], it.0));
        let of_file = |source: &&Source| {
            let loaded = project.load(repo, &source.path).filter(|it| it.file == Some(source.id))?;
            // ` in ` stands in many a comment.
            if !calls(source) && !loaded.module.roots.iter().any(|it| it.kind == RootKind::In) {
                return None;
            }
            let mut reader = Reader::new(project, source, loaded, packages);
            reader.about(word);
            Some(
                places(&reader, decl, member, &candidates)
                    .into_iter()
                    .map(|span| (source.id, span))
                    .collect::<Vec<Decl>>(),
            )
        };
        let found: Vec<Decl> = scripts.par_iter().filter_map(of_file).flatten().collect();
        let problem = |(file, span): Decl| Problem {
            file,
            span,
            reason: format!("all names of the object are taken as texts here, and '{word}' is one of them"),
            way_out: "rename it by hand with what reads these texts, and list it under `keep:`".to_owned(),
            wire: false,
        };
        found.into_iter().map(problem).collect()
    }
}

/// The objects in one file that have the member and whose names are taken as texts.
fn places(reader: &Reader<'_>, decl: Decl, member: Option<(&Source, ShapeId)>, candidates: &Candidates) -> Vec<Span> {
    let (module, checker) = (&reader.loaded.module, &reader.checker);
    let code = Code { checker, module: reader.main, loaded: reader.loaded.clone() };
    let heir = |object: ExprId| {
        let this = matches!(module.expr(object).kind, ExprKind::This);
        this && member.is_some_and(|it| is_of_heir(reader, object, it))
    };
    let has =
        |object: ExprId| reader.members(&checker.type_of(reader.main, object)).contains(&Some(decl)) || heir(object);
    let holds = |object: ExprId| {
        let is = |module, span| checker.loaded(module).file == Some(decl.0) && span == decl.1;
        checker.holds_member(&checker.type_of(reader.main, object), reader.word, true, &is) == Some(true)
    };
    let conduits = Conduits::new(checker, candidates);
    let mut found = Vec::new();
    for (root, object) in
        module.roots.entries().filter(|it| it.1.kind == RootKind::In).filter_map(|(id, it)| Some((id, it.init?)))
    {
        if has(object) && !listing::only_index(&code, root, false) {
            found.push(module.expr(object).span);
        }
    }
    for (call, it) in module.exprs.entries() {
        let ExprKind::Call { callee, args, new, .. } = &it.kind else { continue };
        if *new {
            let stands_in = matches!(&module.expr(*callee).kind, ExprKind::Ident(name) if name == "Proxy");
            let asked = || args.get(1).is_none_or(|it| !listing::hands_on(&code, *it));
            if let Some(object) = args.first().filter(|it| stands_in && has(**it) && asked()) {
                found.push(module.expr(*object).span);
            }
            continue;
        }
        if let (Some(values), Some(object)) = (listing::lists(module, *callee), args.first().copied()) {
            if has(object) && !listing::only_indices(&code, call, values, 0) {
                found.push(module.expr(object).span);
            }
            continue;
        }
        for (index, object) in args.iter().copied().enumerate() {
            let taken = match conduits.taken_by(reader.main, call, index as u32, Does::Lists) {
                Some(Part::Itself) => has(object),
                Some(Part::Within) => has(object) || holds(object),
                None => false,
            };
            if taken {
                found.push(module.expr(object).span);
            }
        }
    }
    found
}

/// `this` stands in a class that the class of the member extends: it may be an object of that.
fn is_of_heir(reader: &Reader<'_>, this: ExprId, (home, shape): (&Source, ShapeId)) -> bool {
    let checker = &reader.checker;
    let Ty::Shape(base) = checker.type_of(reader.main, this) else { return false };
    let Some(loaded) = reader.project().load(home.repo, &home.path) else { return false };
    let module = checker.add(loaded);
    let own = Ty::Shape(std::rc::Rc::new(Instance { module, shape, env: None, class: base.class }));
    checker.descends(&own, (base.module, base.shape), 0)
}
