//! Which functions of a repository may read text, write it, or list names, by their own names alone: all that `conduits` need look into.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::listing;
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::syntax::module::*;
use crate::model::{RepoId, Source};

/// Most calls of functions of the repository from a name to what reads or writes text.
const CALLS: usize = 3;

/// What a function does with a value of any type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Does {
    /// It gives back what was text, or what comes from outside in another way.
    Reads,
    /// It writes an argument as text.
    Writes,
    /// It takes the names of an argument as texts.
    Lists,
}

/// Names of functions of one repository that may do one of these things: a call of any other needs no look.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    names: [FxHashSet<SmolStr>; 3],
    /// The files that call one of them.
    callers: [FxHashSet<SmolStr>; 3],
}

/// What one file says of them.
#[derive(Default)]
struct Said {
    path: SmolStr,
    /// Functions that do it themselves.
    own: [FxHashSet<SmolStr>; 3],
    /// What is called in which function; the empty name for calls outside of every function.
    calls: FxHashSet<(SmolStr, SmolStr)>,
    /// A call is given a type.
    names_types: bool,
}

impl Candidates {
    pub(super) fn of(project: &Project<'_>, scripts: &[&Source], repo: RepoId) -> Self {
        let said = |source: &&Source| {
            let loaded = project.load(repo, &source.path).filter(|it| it.file == Some(source.id))?;
            Some(said(&loaded.module))
        };
        let all: Vec<Said> = scripts.par_iter().filter_map(said).collect();
        let mut found = Self::default();
        for it in &all {
            for (names, own) in found.names.iter_mut().zip(&it.own) {
                names.extend(own.iter().cloned());
            }
        }
        for names in &mut found.names {
            for _ in 1..CALLS {
                let calls = all.iter().flat_map(|it| &it.calls);
                let more: Vec<SmolStr> = calls.filter(|it| names.contains(&it.1)).map(|it| it.0.clone()).collect();
                names.extend(more.into_iter().filter(|it| !it.is_empty()));
            }
        }
        for it in &all {
            for (callers, names) in found.callers.iter_mut().zip(&found.names) {
                if it.calls.iter().any(|(_, called)| names.contains(called)) {
                    callers.insert(it.path.clone());
                }
            }
            if it.names_types {
                found.callers[Does::Reads as usize].insert(it.path.clone());
            }
        }
        found
    }

    /// A function that is called so may do it.
    pub(super) fn may(&self, name: &SmolStr, does: Does) -> bool {
        self.names[does as usize].contains(name)
    }

    /// The file calls a function that may do it.
    pub(super) fn calls(&self, path: &str, does: Does) -> bool {
        self.callers[does as usize].contains(path)
    }
}

fn said(module: &Module) -> Said {
    let mut said = Said { path: module.path.clone(), ..Said::default() };
    let mut named: FxHashMap<ScopeId, SmolStr> = FxHashMap::default();
    for func in module.funcs.iter() {
        let name = name_of(module, func);
        if !func.has_body && !func.type_params.is_empty() {
            said.own[Does::Reads as usize].extend(name.clone());
        }
        named.extend(name.map(|it| (func.scope, it)));
    }
    let around = |scope: ScopeId| {
        let scopes = std::iter::successors(Some(scope), |it| module.scopes[*it].parent);
        scopes.filter_map(|it| named.get(&it)).cloned().collect::<Vec<SmolStr>>()
    };
    for it in module.exprs.iter() {
        let ExprKind::Call { callee, .. } = &it.kind else { continue };
        let does = [
            (Does::Reads, is_parse(module, *callee)),
            (Does::Writes, is_writer(module, *callee)),
            (Does::Lists, listing::lists(module, *callee).is_some()),
        ];
        for (does, _) in does.into_iter().filter(|it| it.1) {
            said.own[does as usize].extend(around(it.scope));
        }
        let Some(name) = last_name(module, *callee) else { continue };
        // What a package declares may come from elsewhere where a caller names its type.
        if let ExprKind::Call { type_args, args, new: false, .. } = &it.kind
            && !type_args.is_empty()
            && !args.is_empty()
        {
            said.names_types = true;
        }
        let mut within = around(it.scope);
        within.push(SmolStr::default());
        said.calls.extend(within.into_iter().map(|it| (it, name.clone())));
    }
    for root in module.roots.iter().filter(|it| it.kind == RootKind::In) {
        if let Some(object) = root.init {
            said.own[Does::Lists as usize].extend(around(module.expr(object).scope));
        }
    }
    said
}

fn name_of(module: &Module, func: &Func) -> Option<SmolStr> {
    let member = || func.member.map(|(shape, at)| module.shape(shape).members[at as usize].key.name.clone());
    let binding = || func.binding.map(|it| module.binding(it).ident.name.clone());
    func.name.as_ref().map(|it| it.name.clone()).or_else(member).or_else(binding)
}

pub(super) fn last_name(module: &Module, callee: ExprId) -> Option<SmolStr> {
    match &module.expr(callee).kind {
        ExprKind::Ident(name) => Some(name.clone()),
        ExprKind::Member { name, .. } => Some(name.name.clone()),
        _ => None,
    }
}

/// `JSON.parse`, `response.json`.
pub(super) fn is_parse(module: &Module, callee: ExprId) -> bool {
    match &module.expr(callee).kind {
        ExprKind::Member { object, name } => name.name == "json" || (name.name == "parse" && is_json(module, *object)),
        _ => false,
    }
}

/// `JSON.stringify`, `URLSearchParams`, `Headers`: they make text of an object, with its names.
pub(super) fn is_writer(module: &Module, callee: ExprId) -> bool {
    match &module.expr(callee).kind {
        ExprKind::Member { object, name } => name.name == "stringify" && is_json(module, *object),
        ExprKind::Ident(name) => name == "URLSearchParams" || name == "Headers",
        _ => false,
    }
}

fn is_json(module: &Module, object: ExprId) -> bool {
    matches!(&module.expr(object).kind, ExprKind::Ident(name) if name == "JSON")
}
