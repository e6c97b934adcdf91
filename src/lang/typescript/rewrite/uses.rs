//! What questions about one declaration ask: what bears a name, what stands at a place, and every use of what was found.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::reader::Reader;
use super::reference::{Decl, Meaning, Reference};
use super::renamer::Renamer;
use crate::lang::typescript::facts::symbols::{binding_path, binding_role, member_path, member_role};
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, Role, Source, Span};

/// A declaration by the name that people call it by.
#[derive(Clone, Debug)]
pub struct Named {
    /// Where it is.
    pub decl: Decl,
    /// Its symbol path.
    pub path: SmolStr,
    /// The last part of it.
    pub name: SmolStr,
    /// What it is.
    pub role: Role,
}

/// A place that means a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The file.
    pub file: FileId,
    /// The word alone.
    pub span: Span,
    /// What it means.
    pub decl: Decl,
    /// It declares that.
    pub declaration: bool,
    /// It means nothing besides: a property of a union may be that of each part.
    pub certain: bool,
}

/// Every use of some declarations of one name.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// The uses, by file and place.
    pub uses: Vec<Use>,
    /// Places that may be uses, and whose meaning is not known, by file and place.
    pub unclear: Vec<(FileId, Span)>,
}

/// What a file declares under `word`, in order. A key that a declared type asks for is among them, see [`Renamer::is_own`]. A parameter
/// that is a field as well has both names, that of the field first.
pub fn declared_in(project: &Project<'_>, source: &Source, word: &str) -> Vec<Named> {
    let Some(loaded) = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id)) else {
        return Vec::new();
    };
    let (module, index) = (&loaded.module, loaded.index());
    let mut found = Vec::new();
    for (shape, at) in index.members(word) {
        let key = &module.shape(*shape).members[*at as usize].key;
        found.push(Named {
            decl: (source.id, key.span),
            path: member_path(module, *shape, *at),
            name: key.name.clone(),
            role: member_role(module, *shape, *at),
        });
    }
    for id in index.bindings(word) {
        let binding = module.binding(*id);
        if matches!(binding.what, What::Import { local_only: false, .. }) {
            continue;
        }
        found.push(Named {
            decl: (source.id, binding.ident.span),
            path: binding_path(module, *id),
            name: binding.ident.name.clone(),
            role: binding_role(module, *id),
        });
    }
    found.sort_by_key(|it: &Named| it.decl);
    found
}

/// The declarations that the name at each of `places` may mean: several where the parts of a union differ, none where nothing is known.
pub fn meanings(project: &Project<'_>, source: &Source, places: &[Span]) -> Vec<Vec<Decl>> {
    let Some(loaded) = project.load(source.repo, &source.path) else { return vec![Vec::new(); places.len()] };
    let mut reader = Reader::new(project, source, loaded, &[]);
    let one = |span: &Span| {
        reader.about(source.text.get(span.range()).unwrap_or_default());
        reader.place(*span).iter().flat_map(decls).collect()
    };
    places.iter().map(one).collect()
}

impl<'a> Renamer<'a> {
    /// Who reads the files.
    pub fn project(&self) -> &Project<'a> {
        &self.project
    }

    /// The declaration by its name; `None` where nothing is declared.
    pub fn named(&self, decl: Decl) -> Option<Named> {
        let source = self.sources.get(decl.0.0 as usize)?;
        declared_in(&self.project, source, self.word(decl)).into_iter().find(|it| it.decl == decl)
    }

    /// False for a key of an object literal that belongs to a declared type: it declares nothing of its own.
    pub fn is_own(&mut self, decl: Decl) -> bool {
        let survey = self.survey_of(decl);
        survey.of_decl(decl).any(|it| bears(decl, it.file, it.span))
    }

    /// The one declaration that the key `decl` of an object literal belongs to.
    pub(super) fn member_of_key(&mut self, decl: Decl) -> Option<Decl> {
        let sources = self.sources;
        let meant = self.meant(&sources[decl.0.0 as usize], decl.1);
        match meant[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// What the word at `span` means; nothing where that is not known.
    pub fn meant(&mut self, source: &Source, span: Span) -> Vec<Decl> {
        let packages = self.packages(source.repo);
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return Vec::new() };
        let mut reader = Reader::new(&self.project, source, loaded, &packages).comparing(self.compares);
        reader.about(source.text.get(span.range()).unwrap_or_default());
        let place = reader.place(span);
        let mut found: Vec<Decl> = place.iter().flat_map(decls).collect();
        found.sort();
        found.dedup();
        found
    }

    /// The names that are declared in `line` of a file, in order.
    pub fn declared_within(&mut self, source: &Source, line: Span) -> Vec<Named> {
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return Vec::new() };
        let declares = |it: &NameRef| {
            matches!(it, NameRef::Declares(_) | NameRef::Member(..) | NameRef::Key(..) | NameRef::PatternShorthand(..))
        };
        let names = loaded.module.names.iter().filter(|(span, it)| line.contains(*span) && declares(it));
        let decls = names.map(|(span, _)| (source.id, *span)).filter(|it| self.meant(source, it.1).contains(it));
        let decls: Vec<Decl> = decls.collect();
        decls.into_iter().filter_map(|it| self.named(it)).collect()
    }

    /// Every use of `decls`, which have one name and are declared in one repository. A place that may mean several is a use of the first
    /// of them.
    pub fn uses(&mut self, decls: &[Decl]) -> Uses {
        let Some(first) = decls.first() else { return Uses::default() };
        let (survey, packages) = (self.survey_of(*first), self.packages(self.sources[first.0.0 as usize].repo));
        let all: FxHashSet<Decl> = decls.iter().copied().collect();
        let mut uses: BTreeMap<(FileId, Span), Use> = BTreeMap::new();
        for decl in decls {
            for it in survey.of_decl(*decl) {
                let declaration = decls.iter().any(|decl| bears(*decl, it.file, it.span));
                let certain = parts(it)
                    .filter(|it| it.contains(&Some(*decl)))
                    .all(|it| it.iter().all(|it| it.is_some_and(|it| all.contains(&it))));
                let found = Use { file: it.file, span: it.span, decl: *decl, declaration, certain };
                uses.entry((it.file, it.span)).or_insert(found);
            }
        }
        let mut unclear = Vec::new();
        for decl in decls {
            let Some(declared) = survey.declared.get(decl) else { continue };
            for it in survey.around(*decl).filter(|it| !uses.contains_key(&(it.file, it.span))) {
                let unknown = [Some(&it.meaning), it.variable.as_ref()].contains(&Some(&Meaning::Unknown));
                if unknown && self.unknown(*decl, declared, &packages, it).is_some() {
                    unclear.push((it.file, it.span));
                }
            }
            if declared.exposed() {
                let reached = survey.unread.iter().filter(|it| self.is_in_reach(*decl, declared, **it));
                unclear.extend(reached.copied().collect::<Vec<_>>());
            }
        }
        unclear.sort();
        unclear.dedup();
        Uses { uses: uses.into_values().collect(), unclear }
    }
}

/// The name of `decl` stands there: without the `#` of a private member.
fn bears(decl: Decl, file: FileId, span: Span) -> bool {
    decl.0 == file && decl.1.end == span.end && decl.1.contains(span)
}

fn parts(place: &Reference) -> impl Iterator<Item = &Vec<Option<Decl>>> {
    [Some(&place.meaning), place.variable.as_ref()].into_iter().flatten().filter_map(|it| match it {
        Meaning::Of(parts) => Some(parts),
        _ => None,
    })
}

fn decls(place: &Reference) -> impl Iterator<Item = Decl> {
    parts(place).flatten().flatten().copied()
}
