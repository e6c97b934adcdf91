//! What a name means at the top level of a file: its imports, its package, what Go declares itself.

use smallvec::smallvec;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast;
use crate::lang::go::resolve::object::{FileIx, ObjId, ObjKind, Object, PkgId, TypeState};
use crate::lang::go::resolve::types::{Type, TypeId};

use super::Universe;
use super::tables::ImportTarget;

impl Universe<'_> {
    /// What `name` means at the top level of a file.
    pub(in crate::lang::go::resolve) fn file_scope(&mut self, file: FileIx, name: &str) -> Option<ObjId> {
        if let Some(known) = self.memo.scope.get(&(file, name.into())) {
            return *known;
        }
        let found = self.file_scope_uncached(file, name);
        self.memo.scope.insert((file, name.into()), found);
        found
    }

    fn file_scope_uncached(&mut self, file: FileIx, name: &str) -> Option<ObjId> {
        // The file's own imports come first: a variant for another platform may declare a name that this file imports.
        if let Some(obj) = self.import_object(file, name, false) {
            return Some(obj);
        }
        let pkg = self.package_of(file);
        if let Some(obj) = self.package_object(pkg, name) {
            return Some(obj);
        }
        for package in self.dot_imports(file) {
            if let Some(obj) = self.package_object(package, name) {
                return Some(obj);
            }
        }
        self.predeclared(name).or_else(|| self.import_object(file, name, true))
    }

    /// What the name of an import stands for.
    pub(in crate::lang::go::resolve) fn import_target(&self, name: ObjId) -> Option<ImportTarget> {
        self.imported.get(&name).cloned()
    }

    /// The path of the package that the name of an import stands for.
    pub(in crate::lang::go) fn import_path(&self, name: ObjId) -> Option<SmolStr> {
        match self.imported.get(&name)? {
            ImportTarget::Package(pkg) => Some(self.package(*pkg).path.clone()),
            ImportTarget::Missing(path) => Some(path.clone()),
            ImportTarget::Unsafe => None,
        }
    }

    /// The path of the package that the name of an import stands for, where it belongs to a module that is not here.
    pub(in crate::lang::go) fn missing_library(&self, name: ObjId) -> Option<SmolStr> {
        match self.imported.get(&name)? {
            ImportTarget::Missing(path) if path != "C" && !path.starts_with('.') && !self.loader.is_ours(path) => {
                Some(path.clone())
            }
            _ => None,
        }
    }

    /// `path.Name` of a type, or of what it points to, that a package of a module declares which is not here.
    pub(in crate::lang::go) fn type_of_missing_library(&self, ty: TypeId) -> Option<SmolStr> {
        let pointed = match self.ty(ty) {
            Type::Pointer(to) => *to,
            _ => ty,
        };
        let Type::Named { obj, .. } = self.ty(pointed) else { return None };
        let object = self.object(*obj);
        let path = &object.owner;
        let is_missing = object.pkg.is_none() && !path.is_empty() && path != "C" && !path.starts_with('.');
        (is_missing && !self.loader.is_ours(path)).then(|| format_smolstr!("{path}.{}", object.name))
    }

    /// The import that `name` stands for in `file`, told from its alias or the last element of its path. With `thorough`,
    /// instead, an import whose package has another name than its path says: that takes a look at every import.
    pub(in crate::lang::go::resolve) fn import_object(
        &mut self,
        file: FileIx,
        name: &str,
        thorough: bool,
    ) -> Option<ObjId> {
        let outline = self.file(file).outline.clone();
        for (index, import) in outline.imports.iter().enumerate() {
            let hit = match &import.alias {
                Some(alias) => !thorough && alias.name == name,
                None if import.path == "C" => !thorough && name == "C",
                None if thorough == (last_element(&import.path) == name) => false,
                None => self.import_is_named(file, import, name),
            };
            if hit {
                return Some(self.import_name(file, index, name));
            }
        }
        None
    }

    /// The import that `name` stands for in `file`, whether its alias, its path or its package's name says so.
    pub fn import_named(&mut self, file: FileIx, name: &str) -> Option<ObjId> {
        self.import_object(file, name, false).or_else(|| self.import_object(file, name, true))
    }

    /// The packages that `file` imports with a dot.
    pub(in crate::lang::go::resolve) fn dot_imports(&mut self, file: FileIx) -> Vec<PkgId> {
        let (outline, pkg) = (self.file(file).outline.clone(), self.file(file).pkg);
        let dots = outline.imports.iter().filter(|it| it.alias.as_ref().is_some_and(|alias| alias.name == "."));
        dots.filter_map(|it| self.import(pkg, &it.path)).collect()
    }

    fn import_is_named(&mut self, file: FileIx, import: &ast::Import, name: &str) -> bool {
        if import.path == "unsafe" {
            return name == "unsafe";
        }
        match self.import(self.file(file).pkg, &import.path) {
            Some(found) => self.package(found).name == name,
            None => guessed_names(&import.path).any(|guess| guess == name),
        }
    }

    fn import_name(&mut self, file: FileIx, index: usize, name: &str) -> ObjId {
        if let Some(known) = self.file(file).import_objects.get(&(index as u32)) {
            return *known;
        }
        let outline = self.file(file).outline.clone();
        let import = &outline.imports[index];
        let pkg = self.file(file).pkg;
        let target = match import.path.as_str() {
            "unsafe" => ImportTarget::Unsafe,
            "C" => ImportTarget::Missing("C".into()),
            path => self.import(pkg, path).map_or_else(|| ImportTarget::Missing(path.into()), ImportTarget::Package),
        };
        let span = import.alias.as_ref().map_or(import.span, |alias| alias.span);
        let id = self.add_object(Object {
            name: name.into(),
            kind: ObjKind::PkgName,
            pkg: Some(pkg),
            owner: import.path.clone(),
            local: false,
            decls: smallvec![(file, span)],
            ty: TypeState::Known(TypeId::UNKNOWN),
        });
        self.imported.insert(id, target);
        self.files[file.0 as usize].import_objects.insert(index as u32, id);
        self.by_place.objects.insert((file, span.start), id);
        id
    }
}

/// The last element of an import path.
fn last_element(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the package of a path that is not on this machine may be called: `yaml` for `gopkg.in/yaml.v3`, `chi` for
/// `github.com/go-chi/chi/v5`, `sqlite3` for `github.com/mattn/go-sqlite3`.
fn guessed_names(path: &str) -> impl Iterator<Item = String> {
    let is_version = |it: &str| it.len() > 1 && it.starts_with('v') && it[1..].bytes().all(|b| b.is_ascii_digit());
    let mut elements = path.rsplit('/');
    let mut last = elements.next().unwrap_or(path);
    if is_version(last) {
        last = elements.next().unwrap_or(last);
    }
    if let Some((front, version)) = last.rsplit_once('.')
        && is_version(version)
    {
        last = front;
    }
    let bare = last.trim_start_matches("go-").trim_end_matches("-go").trim_end_matches(".go");
    let mut guesses = vec![last.to_owned(), bare.to_owned(), last.replace('-', ""), last.replace('-', "_")];
    if let Some(at) = last.rfind(['-', '.']) {
        guesses.extend([last[at + 1..].to_owned(), last[..at].to_owned()]);
    }
    guesses.into_iter()
}
