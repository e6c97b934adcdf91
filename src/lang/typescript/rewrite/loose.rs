//! Whether an object literal that no declared type is asked of may be used as a value of a declared one. What is stored where a type is
//! asked for is a link (`links`); this is about the ways that are not seen.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::reference::{Decl, Declared, is_script, words};
use super::renamer::Renamer;
use super::ways::{Walker, Ways};
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::types::{Checker, Instance, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, LineIndex, RepoId, Source};

/// Generic types that ask for all members of their argument.
const WHOLE: &[&str] = &[
    "Array",
    "ReadonlyArray",
    "Promise",
    "PromiseLike",
    "Set",
    "ReadonlySet",
    "Map",
    "ReadonlyMap",
    "Iterable",
    "Iterator",
    "Record",
    "Readonly",
    "Required",
    "NonNullable",
];

/// Characters of an object literal that a refusal shows.
const SHOWN: usize = 48;

/// The literals that were compared with the type of one member.
pub(super) struct Loose {
    decl: Decl,
    /// Some type asks for a part of its members.
    partly: bool,
    known: FxHashMap<Decl, bool>,
}

impl Loose {
    pub(super) fn new(renamer: &Renamer<'_>, decl: Decl, declared: &Declared) -> Self {
        Self { decl, partly: renamer.is_taken_in_part(decl, declared), known: FxHashMap::default() }
    }

    /// The literal that has the key `literal` may be used as a value of the type.
    pub(super) fn fits(&mut self, renamer: &mut Renamer<'_>, types: (&Declared, &Declared), literal: Decl) -> bool {
        if let Some(known) = self.known.get(&literal) {
            return *known;
        }
        let fits = renamer.meets(self.decl, literal.0)
            && renamer.is_like(self.decl, types, literal, self.partly)
            && renamer.can_be_given(self.decl, literal, types.1);
        self.known.insert(literal, fits);
        fits
    }
}

impl Renamer<'_> {
    /// Where the object literal of a key stands, and how it begins: `build.ts:7, { jobId: '1' }`.
    pub(super) fn object(&self, key: Decl, declared: &Declared) -> String {
        let source = &self.sources[key.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path);
        let span = loaded.zip(declared.member).map_or(key.1, |(it, (shape, _))| it.module.shape(shape).span);
        let text = source.text.get(span.range()).unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut shown = words.join(" ");
        if let Some((at, _)) = shown.char_indices().nth(SHOWN) {
            shown.truncate(at);
            shown.push('…');
        }
        let line = LineIndex::new(source.text.as_bytes()).position(span.start).line;
        format!("{}:{line}, `{shown}`", source.path)
    }

    /// A file sees both: nowhere else is one given for the other.
    pub(super) fn meets(&mut self, one: Decl, other: FileId) -> bool {
        // What is made elsewhere may take any value, but not one of a type that no other file sees.
        let path = &*self.sources[other.0 as usize].path;
        if self.sees_what_is_made(other) && self.viewers(one.0).is_none_or(|all| all.contains(path)) {
            return true;
        }
        let (Some(ones), Some(others)) = (self.known_viewers(one.0), self.known_viewers(other)) else { return true };
        ones.iter().any(|it| others.contains(it))
    }

    /// The literal goes where nobody knows what becomes of it, or to a package together with what can be of the type of `decl`.
    fn can_be_given(&mut self, decl: Decl, literal: Decl, declared: &Declared) -> bool {
        let ways = self.ways(literal, declared, false);
        match ways {
            Ways::Anywhere => true,
            Ways::With(from) => self.can_come(decl, literal.0, &from),
        }
    }

    /// Nothing reads the key of the literal `decl` outside of its file that types don't show.
    pub(super) fn stays_at_home(&mut self, decl: Decl, declared: &Declared) -> bool {
        if let Some(known) = self.at_home.get(&decl) {
            return *known;
        }
        let stays = matches!(self.ways(decl, declared, true), Ways::With(_));
        self.at_home.insert(decl, stays);
        stays
    }

    /// Where the literal with the key `literal` goes. `by_name`: the question is who reads the key.
    fn ways(&mut self, literal: Decl, declared: &Declared, by_name: bool) -> Ways {
        let Some((shape, _)) = declared.member else { return Ways::Anywhere };
        let source = &self.sources[literal.0.0 as usize];
        let packages = self.packages(source.repo);
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return Ways::Anywhere };
        let checker = Checker::new(&self.project, source.repo);
        let main = checker.add(loaded.clone());
        let users = |name: &str| self.saying(source.repo, name);
        let walker = Walker::new(&checker, (main, &loaded), (shape, self.word(literal)), (&packages, &users));
        if by_name { walker.by_name().ways() } else { walker.ways() }
    }

    /// The modules of the repository that say `name`; `None` where a file that says it is not read.
    pub(super) fn saying(&self, repo: RepoId, name: &str) -> Option<Vec<Arc<Loaded>>> {
        let says = |it: &&Source| it.repo == repo && !words(&it.text, name).is_empty();
        let mut found = Vec::new();
        for source in self.sources.iter().filter(says) {
            if is_script(source.language) {
                found.push(self.project.load(repo, &source.path).filter(|it| it.file == Some(source.id))?);
            } else if source.path.ends_with(".astro") {
                return None;
            }
        }
        Some(found)
    }

    /// The literal has what the type asks for, as far as is known.
    fn is_like(&self, decl: Decl, (declared, literal): (&Declared, &Declared), other: Decl, partly: bool) -> bool {
        let (Some((wanted, _)), Some((given, _))) = (declared.member, literal.member) else { return true };
        let source = &self.sources[decl.0.0 as usize];
        let load = |(file, _): Decl| {
            let it = &self.sources[file.0 as usize];
            self.project.load(it.repo, &it.path)
        };
        let (Some(wanting), Some(giving)) = (load(decl), load(other)) else { return true };
        if wanting.module.shape(wanted).kind == ShapeKind::Enum {
            return false;
        }
        let checker = Checker::new(&self.project, source.repo);
        let ty = |module, shape| Ty::Shape(Rc::new(Instance { module, shape, env: None, class: false }));
        let at = checker.add(giving.clone());
        let (given, target) = (ty(at, given), ty(checker.add(wanting), wanted));
        match partly || self.is_spread(other, literal, &giving.module) || is_merged(literal, &giving.module) {
            true => checker.shares(&given, &target),
            false => checker.may_be(&given, &target),
        }
    }

    /// The variable that holds the literal, or what the function returns that makes it, is spread somewhere.
    fn is_spread(&self, decl: Decl, literal: &Declared, module: &Module) -> bool {
        let Some(mut expr) = literal.member.and_then(|(shape, _)| module.shape(shape).expr) else { return true };
        while let Place::Inside(outer) = module.expr(expr).place {
            expr = outer;
        }
        let at = module.expr(expr).span;
        let name = match module.expr(expr).place {
            Place::Returned(func) => {
                let func = module.func(func);
                func.name.as_ref().map(|it| &it.name).or(func.binding.map(|it| &module.binding(it).ident.name))
            }
            _ => {
                let holds = |it: &&Root| it.init.is_some_and(|it| module.expr(it).span == at);
                let root = module.roots.iter().find(holds).and_then(|it| it.binding);
                root.map(|it| &module.binding(it).ident.name)
            }
        };
        let repo = self.sources[decl.0.0 as usize].repo;
        let own = self.sources.iter().filter(|it| it.repo == repo);
        name.is_some_and(|name| {
            let spread = format!("...{name}");
            own.into_iter().any(|it| !words(&it.text, &spread).is_empty())
        })
    }

    /// `Partial<Type>`, `keyof Type`: some type takes the members of the declaring one apart.
    fn is_taken_in_part(&self, decl: Decl, declared: &Declared) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let Some((shape, _)) = declared.member else { return true };
        let shape = loaded.module.shape(shape);
        let name = match shape.binding {
            Some(id) => loaded.module.binding(id).ident.name.clone(),
            // The literal of an alias is called by the alias.
            None => match shape.path.rsplit(['.', '/']).next() {
                Some(name) if !name.starts_with('<') => name.into(),
                _ => return false,
            },
        };
        let parts = |text: &str| {
            words(text, &name).iter().any(|at| {
                let before = text[..at.start as usize].trim_end();
                if before.ends_with("keyof") {
                    return true;
                }
                let Some(before) = before.strip_suffix('<') else { return false };
                let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                let generic = &before[before.trim_end_matches(letter).len()..];
                generic.starts_with(|c: char| c.is_uppercase()) && !WHOLE.contains(&generic)
            })
        };
        self.sources.iter().filter(|it| it.repo == source.repo).any(|it| parts(&it.text))
    }
}

/// `cloneElement(child, { jobId: '1' })`: some of the properties of a component that nobody knows.
fn is_merged(literal: &Declared, module: &Module) -> bool {
    let Some(expr) = literal.member.and_then(|(shape, _)| module.shape(shape).expr) else { return false };
    let Place::Argument(call, 1) = module.expr(expr).place else { return false };
    let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
    match &module.expr(*callee).kind {
        ExprKind::Ident(name) => name == "cloneElement",
        ExprKind::Member { name, .. } => name.name == "cloneElement",
        _ => false,
    }
}
