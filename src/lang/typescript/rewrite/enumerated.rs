//! Members whose names the program takes as texts, all of one object at once: `Object.entries(build)`, `for (const key in build)`. Nothing at
//! such a place says the name, so no search for the name finds it. Names that only serve to get at the values are no texts.

use rayon::prelude::*;

use super::reader::Reader;
use super::reference::{Decl, Declared, Problem, is_script};
use super::renamer::Renamer;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Source, Span};

/// Functions of the language that list names, each with whether it gives the values with them.
const LISTING: [(&str, &str, bool); 4] = [
    ("Object", "keys", false),
    ("Object", "entries", true),
    ("Object", "getOwnPropertyNames", false),
    ("Reflect", "ownKeys", false),
];

/// Methods of arrays whose callback gets an element, and that give back nothing of the array itself.
const THROUGH: &[&str] = &["forEach", "map", "some", "every", "flatMap", "reduce"];

/// Methods of arrays that give back an array of the same elements.
const SAME: &[&str] = &["filter", "slice", "sort", "toSorted", "reverse", "toReversed"];

/// Most calls in a chain that are looked at.
const CHAIN: u32 = 8;

impl Renamer<'_> {
    /// The places that take the name of the member or export `decl` as a text, with those of all others of its object or module.
    pub(super) fn enumerated(&mut self, decl: Decl, declared: &Declared) -> Vec<Problem> {
        let of_module = declared.exported && declared.member.is_none() && !declared.only_type;
        if !of_module && !self.is_structural(decl, declared) {
            return Vec::new();
        }
        let repo = self.sources[decl.0.0 as usize].repo;
        let viewers = self.viewers(decl.0);
        let sees = |it: &&Source| viewers.as_ref().is_none_or(|all| all.contains(&*it.path));
        let calls = |it: &Source| LISTING.iter().any(|(_, name, _)| it.text.contains(&format!(".{name}(")));
        let lists = |it: &&Source| it.text.contains(" in ") || calls(it);
        let scripts = self.sources.iter().filter(|it| it.repo == repo && is_script(it.language));
        let scripts: Vec<&Source> = scripts.filter(sees).filter(lists).collect();
        let packages = self.packages(repo);
        let (project, packages, word) = (&self.project, &*packages, self.word(decl));
        let of_file = |source: &&Source| {
            let loaded = project.load(repo, &source.path).filter(|it| it.file == Some(source.id))?;
            // ` in ` stands in many a comment.
            if !calls(source) && !loaded.module.roots.iter().any(|it| it.kind == RootKind::In) {
                return None;
            }
            let mut reader = Reader::new(project, source, loaded, packages);
            reader.about(word);
            Some(places(&reader, decl).into_iter().map(|span| (source.id, span)).collect::<Vec<Decl>>())
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
fn places(reader: &Reader<'_>, decl: Decl) -> Vec<Span> {
    let module = &reader.loaded.module;
    let has = |object: ExprId| reader.members(&reader.checker.type_of(reader.main, object)).contains(&Some(decl));
    let mut found = Vec::new();
    for (root, object) in
        module.roots.entries().filter(|it| it.1.kind == RootKind::In).filter_map(|(id, it)| Some((id, it.init?)))
    {
        if has(object) && !only_index(reader, root, false) {
            found.push(module.expr(object).span);
        }
    }
    for (call, it) in module.exprs.entries() {
        let ExprKind::Call { callee, args, new: false, .. } = &it.kind else { continue };
        let (Some(values), Some(object)) = (lists(module, *callee), args.first().copied()) else { continue };
        if has(object) && !only_indices(reader, call, values, 0) {
            found.push(module.expr(object).span);
        }
    }
    found
}

/// The callee is a function that lists names: whether with the values.
fn lists(module: &Module, callee: ExprId) -> Option<bool> {
    let ExprKind::Member { object, name } = &module.expr(callee).kind else { return None };
    let ExprKind::Ident(owner) = &module.expr(*object).kind else { return None };
    LISTING.iter().find(|it| it.0 == owner && it.1 == name.name).map(|it| it.2)
}

/// The names that the array holds only serve to get at the values of the object. `pairs`: each stands in a pair with its value.
fn only_indices(reader: &Reader<'_>, array: ExprId, pairs: bool, depth: u32) -> bool {
    let module = &reader.loaded.module;
    if depth > CHAIN {
        return false;
    }
    let array = bare(module, array);
    let mut roots = module.roots.entries().filter(|(_, it)| it.init == Some(array)).peekable();
    if roots.peek().is_some() {
        return roots.all(|(id, root)| match (root.kind, root.binding) {
            (RootKind::Of, _) => only_index(reader, id, pairs),
            (RootKind::Variable, Some(binding))
                if !reader.loaded.index().exports(binding, &module.binding(binding).ident.name) =>
            {
                uses(reader, binding).into_iter().all(|it| only_indices(reader, it, pairs, depth + 1))
            }
            _ => false,
        });
    }
    let read = module.exprs.entries().find_map(|(id, it)| match &it.kind {
        ExprKind::Member { object, name } if *object == array => Some((id, &name.name)),
        _ => None,
    });
    let Some((read, name)) = read else { return false };
    if name == "length" {
        return true;
    }
    let called = module.exprs.entries().find_map(|(id, it)| match &it.kind {
        ExprKind::Call { callee, args, .. } if *callee == read => Some((id, args)),
        _ => None,
    });
    let Some((call, args)) = called else { return false };
    let through = THROUGH.contains(&name.as_str());
    if !through && !SAME.contains(&name.as_str()) {
        return false;
    }
    let elements = match name.as_str() {
        "reduce" => 1..2,
        "sort" | "toSorted" => 0..2,
        _ => 0..1,
    };
    let callback = |it: &ExprId| match module.expr(*it).kind {
        ExprKind::Func(func) => {
            let params = &module.func(func).params;
            elements.clone().filter_map(|at| params.get(at)).all(|root| only_index(reader, *root, pairs))
        }
        _ => false,
    };
    args.first().is_none_or(callback) && (through || only_indices(reader, call, pairs, depth + 1))
}

/// The name that the root holds, or the pair that begins with it, only serves to get at the value.
fn only_index(reader: &Reader<'_>, root: RootId, pairs: bool) -> bool {
    let module = &reader.loaded.module;
    let mut own = module.bindings.entries().filter_map(|(id, it)| match it.what {
        What::Value(pat) if module.pats[pat].root == root => Some((id, &module.pats[pat].steps)),
        _ => None,
    });
    own.all(|(id, steps)| match (pairs, steps.first()) {
        (true, Some(Step::Element(at))) if *at > 0 => true,
        (true, Some(Step::Element(0))) | (false, None) => {
            uses(reader, id).into_iter().all(|it| matches!(module.expr(bare(module, it)).place, Place::Index(_)))
        }
        _ => false,
    })
}

/// The expression with what only tells its type: `key as keyof Build`.
fn bare(module: &Module, expr: ExprId) -> ExprId {
    let told = module.exprs.entries().find(|(_, it)| matches!(it.kind, ExprKind::As(inner, _) if inner == expr));
    match (module.expr(expr).place, told) {
        (Place::Inside(outer), _) => bare(module, outer),
        (_, Some((outer, _))) => bare(module, outer),
        _ => expr,
    }
}

/// Where a variable of the file is read.
fn uses(reader: &Reader<'_>, id: BindingId) -> Vec<ExprId> {
    let module = &reader.loaded.module;
    let name = &module.binding(id).ident.name;
    let named = module.exprs.entries().filter(|(_, it)| matches!(&it.kind, ExprKind::Ident(other) if other == name));
    let own = |expr: ExprId| reader.checker.identifier(reader.main, expr).is_none_or(|it| it == (reader.main, id));
    named.map(|it| it.0).filter(|it| own(*it)).collect()
}
