//! What a package-level name would collide with: other names of the package, imports of its files, predeclared names, and
//! packages that see it by a dot import; and what would lose sight of a name that is no longer exported.

use crate::lang::go::GO;
use std::collections::BTreeMap;

use memchr::memmem::{self, Finder};

use crate::lang::go::resolve::object::{FileIx, ObjId, PkgId};
use crate::lang::rewriter::Given;
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{FileId, Role, Source, Span, SymbolId};

use super::GoPlanner;
use super::names::OTHER_NAME;

impl GoPlanner<'_> {
    /// The object is declared at the top level of its package.
    pub(super) fn is_package_level(&mut self, object: ObjId) -> bool {
        let it = self.universe.object(object);
        let (Some(package), name) = (it.pkg, it.name.clone()) else { return false };
        self.universe.package_object(package, &name) == Some(object)
    }

    /// Collisions of a package-level name, wherever in the package they are.
    pub(super) fn package_level(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        names: &Given,
        first: usize,
    ) -> Vec<Refusal> {
        let Some((file, _)) = input.facts.symbols.get(symbol).decl else { return Vec::new() };
        let Some(ix) = self.universe.file_ix(file) else { return Vec::new() };
        let package = self.universe.package_of(ix);
        let mut reasons = Vec::new();
        if new == "init" {
            reasons.push("`init` can only be a function that runs by itself".to_owned());
        }
        if let Some(other) = self.universe.package_object(package, new) {
            let declared = self.universe.declaration(other);
            let moves = declared.and_then(|at| self.by_declaration.get(&at)).is_some_and(|id| names.contains_key(id));
            if !moves {
                let at = declared.map(|(file, span)| format!(" ({})", place(input, file, span.start)));
                reasons.push(format!("the package declares `{new}` already{}", at.unwrap_or_default()));
            }
        }
        for ix in self.importing_files(package) {
            reasons.extend(self.import_in_the_way(input, ix, package, new));
        }
        reasons.extend(self.predeclared_use(input, package, new));
        reasons.extend(self.dot_importers(input, package, new));
        reasons.into_iter().map(|reason| refuse(input, first, reason, OTHER_NAME)).collect()
    }

    /// A name that other packages use must stay exported.
    pub(super) fn hidden(
        &mut self,
        input: &Input,
        symbols: &[SymbolId],
        names: &Given,
        uses: &BTreeMap<SymbolId, Vec<usize>>,
    ) -> Option<Refusal> {
        let first = input.facts.symbols.get(*symbols.first()?);
        let new = names.get(symbols.first()?)?;
        let exported = |name: &str| name.chars().next().is_some_and(char::is_uppercase);
        let member = matches!(first.role, Role::Field | Role::Method);
        if !exported(&first.name)
            || exported(new)
            || !(member || self.object(first.decl).is_some_and(|it| self.is_package_level(it)))
        {
            return None;
        }
        let home = self.package_at(first.decl?.0)?;
        for at in symbols.iter().flat_map(|symbol| uses.get(symbol).into_iter().flatten()) {
            let other = self.package_at(input.facts.occurrences[*at].file)?;
            if other != home {
                let path = &self.universe.package(other).path;
                let reason = format!("`{new}` would not be exported, and package `{path}` uses it here");
                return Some(refuse(input, *at, reason, "give it a name that starts with an upper-case letter"));
            }
        }
        None
    }

    fn package_at(&mut self, file: FileId) -> Option<PkgId> {
        let ix = self.universe.file_ix(file)?;
        Some(self.universe.package_of(ix))
    }

    /// The files of a package that import anything.
    fn importing_files(&mut self, package: PkgId) -> Vec<FileIx> {
        if !self.outside.importing.contains_key(&package) {
            let mut files = self.universe.package_files(package);
            files.retain(|ix| !self.universe.outline(*ix).imports.is_empty());
            self.outside.importing.insert(package, files);
        }
        self.outside.importing[&package].clone()
    }

    /// A file can't import a package under the name of something that its own package declares.
    fn import_in_the_way(&mut self, input: &Input, ix: FileIx, package: PkgId, new: &str) -> Option<String> {
        let file = self.universe.file_id(ix)?;
        let import = self.universe.import_named(ix, new);
        if let Some((_, span)) = import.and_then(|import| self.universe.declaration(import)) {
            return Some(format!(
                "a file of the package imports another package as `{new}` ({})",
                place(input, file, span.start)
            ));
        }
        let outline = self.universe.outline(ix);
        let dots = outline.imports.iter().filter(|it| it.alias.as_ref().is_some_and(|alias| alias.name == "."));
        for dot in dots {
            let other = self.universe.import(package, &dot.path)?;
            if new.starts_with(char::is_uppercase) && self.universe.package_object(other, new).is_some() {
                let at = place(input, file, dot.span.start);
                return Some(format!("a file of the package imports `{new}` with a dot, from `{}` ({at})", dot.path));
            }
        }
        None
    }

    /// The first place in the package that would mean the renamed thing instead of the predeclared one.
    fn predeclared_use(&mut self, input: &Input, package: PkgId, new: &str) -> Option<String> {
        let predeclared = self.universe.predeclared(new)?;
        for ix in self.universe.package_files(package) {
            let Some(file) = self.universe.file_id(ix) else { continue };
            if let Some(span) = self.use_of(ix, new, predeclared) {
                let at = place(input, file, span.start);
                return Some(format!("the package uses the predeclared `{new}`, which it would hide ({at})"));
            }
        }
        None
    }

    /// The first place in a file where `name` means `object`.
    fn use_of(&mut self, ix: FileIx, name: &str, object: ObjId) -> Option<Span> {
        let (text, outline) = (self.universe.text(ix), self.universe.outline(ix));
        let finder = Finder::new(name.as_bytes());
        for (index, entry) in outline.entries.iter().enumerate() {
            let body = text.get(entry.span.range()).unwrap_or_default();
            if finder.find(body.as_bytes()).is_none() {
                continue;
            }
            let info = self.universe.check_entry(ix, index as u32, false);
            if let Some((at, _)) = info.identifiers().into_iter().find(|(_, it)| *it == object) {
                return Some(Span::new(at as usize, at as usize + name.len()));
            }
        }
        None
    }

    /// A file that imports the package with a dot and has its own `new`.
    fn dot_importers(&mut self, input: &Input, package: PkgId, new: &str) -> Option<String> {
        if !new.starts_with(char::is_uppercase) {
            return None;
        }
        // Most trees have no such import at all: the text is asked before the package is loaded.
        let dotted = |it: &&Source| it.language == GO && memmem::find(it.text.as_bytes(), b". \"").is_some();
        let of = || input.sources.iter().filter(dotted).map(|it| it.id).collect();
        for file in self.outside.dotted.get_or_insert_with(of).clone() {
            let source = input.source(file);
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            let own = self.universe.package_of(ix);
            let outline = self.universe.outline(ix);
            let mut dots = outline.imports.iter().filter(|it| it.alias.as_ref().is_some_and(|alias| alias.name == "."));
            if dots.any(|it| self.universe.import(own, &it.path) == Some(package))
                && (self.universe.package_object(own, new).is_some() || self.universe.import_named(ix, new).is_some())
            {
                let path = format!("{}/{}", input.repos[source.repo.0 as usize].name, source.path);
                return Some(format!("{path} imports the package with a dot, and has its own `{new}`"));
            }
        }
        None
    }
}
