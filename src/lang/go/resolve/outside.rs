//! What lies outside the roots and may bind a method: the packages that the roots import, those that the signatures of these
//! name, and the interfaces in them. Values reach an interface without any import of its package: `c.Flags().Var(&v, "v", "")`
//! takes a `pflag.Value` in a file that imports `cobra` alone.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::GO;
use crate::lang::go::ast::Import;
use crate::lang::go::syntax::{Entry, EntryKind};
use crate::model::Source;

use super::declares::Declares;
use super::object::{FileIx, ObjId, ObjKind, PkgId};
use super::offsets::word_offsets;
use super::reach::is_standard;
use super::types::{Type, TypeId};
use super::universe::Universe;
use super::unnamed::unnamed_interfaces;
use super::well_known::WELL_KNOWN;
use super::words::Texts;

/// Packages outside the roots.
#[derive(Default)]
pub(super) struct Packages {
    /// Those that the roots import.
    pub(super) direct: BTreeSet<PkgId>,
    /// What the signatures, fields and aliases of these name in other packages, and what the methods of such types name in turn.
    named: BTreeMap<PkgId, FxHashSet<SmolStr>>,
    files: OnceCell<Rc<Outside>>,
    /// The declarations of files that were searched.
    declares: RefCell<FxHashMap<FileIx, Rc<Declares>>>,
}

/// The files of packages outside the roots.
pub(super) struct Outside {
    files: Vec<FileIx>,
    texts: Texts<Arc<str>>,
}

impl Outside {
    /// The files that hold `name`, also as a part of a word.
    pub(super) fn holding(&self, name: &str) -> Vec<FileIx> {
        self.texts.holding(&[name]).into_iter().map(|at| self.files[at]).collect()
    }
}

/// An interface outside the roots.
pub(super) struct Interface {
    pub(super) ty: TypeId,
    /// What it is called; `None` for one that is written where it is used.
    pub(super) path: Option<SmolStr>,
    /// Its package asks values for it at run time.
    pub(super) asked: bool,
}

impl Interface {
    /// The symbol path of its method `name`.
    pub(super) fn called(&self, u: &mut Universe, name: &str) -> Option<SmolStr> {
        match &self.path {
            Some(path) => Some(format_smolstr!("{path}.{name}")),
            None => u.select(self.ty, name, None).found().map(|(method, _)| u.symbol_path(method)),
        }
    }
}

/// Steps from one signature to the next that are followed: `cobra.Command` → `pflag.FlagSet` → what that names.
const STEPS: usize = 2;

impl Packages {
    fn of(u: &mut Universe, files: &[FileIx]) -> Self {
        let mut direct: BTreeSet<PkgId> = BTreeSet::new();
        let mut seen: FxHashSet<(PkgId, SmolStr)> = FxHashSet::default();
        for &file in files {
            let pkg = u.package_of(file);
            for import in &u.outline(file).imports {
                if seen.insert((pkg, import.path.clone())) {
                    direct.extend(u.import(pkg, &import.path));
                }
            }
        }
        direct.retain(|pkg| !u.package(*pkg).in_roots);
        let mut named: BTreeMap<PkgId, FxHashSet<SmolStr>> = BTreeMap::new();
        let mut open: Vec<(PkgId, Option<FxHashSet<SmolStr>>)> = direct.iter().map(|pkg| (*pkg, None)).collect();
        for _ in 0..STEPS {
            let mut next: BTreeMap<PkgId, FxHashSet<SmolStr>> = BTreeMap::new();
            for (pkg, of) in open {
                for (other, name) in named_by(u, pkg, of.as_ref()) {
                    let known = direct.contains(&other) || u.package(other).in_roots;
                    if !known && named.entry(other).or_default().insert(name.clone()) {
                        next.entry(other).or_default().insert(name);
                    }
                }
            }
            // The standard library names itself all over, and one step says what its signatures ask of a caller.
            open = next.into_iter().filter(|it| !is_standard(u, it.0)).map(|(pkg, names)| (pkg, Some(names))).collect();
        }
        Self { direct, named, ..Self::default() }
    }

    /// The files of all of them.
    pub(super) fn files(&self, u: &mut Universe) -> Rc<Outside> {
        let files = || {
            let all: BTreeSet<PkgId> = self.direct.iter().chain(self.named.keys()).copied().collect();
            let files: Vec<FileIx> = all.into_iter().flat_map(|pkg| u.package_files(pkg)).collect();
            let texts = Texts::of(files.iter().map(|file| u.text(*file)).collect());
            Rc::new(Outside { files, texts })
        };
        self.files.get_or_init(files).clone()
    }

    /// The files of all of them that hold `name`, also as a part of a word.
    pub(super) fn holding(&self, u: &mut Universe, name: &str) -> FxHashSet<FileIx> {
        self.files(u).holding(name).into_iter().collect()
    }

    /// The interfaces in these packages that have the method, and the well-known ones.
    pub(super) fn interfaces(&self, u: &mut Universe, name: &str, home: Option<PkgId>) -> Vec<Interface> {
        let (finder, holding) = (Finder::new(name.as_bytes()).into_owned(), self.holding(u, name));
        let (mut named, mut found) = (BTreeSet::new(), Vec::new());
        for (path, interface) in WELL_KNOWN {
            if let Some(pkg) = home.and_then(|home| u.import(home, path))
                && let Some(obj) = u.package_object(pkg, interface)
                && u.is_external(obj)
                && declares_interface_method(u, obj, name)
            {
                named.insert((obj, true));
            }
        }
        let direct = self.direct.iter().map(|pkg| (*pkg, None));
        let all: Vec<_> = direct.chain(self.named.iter().map(|(pkg, names)| (*pkg, Some(names)))).collect();
        for (pkg, only) in all {
            let files = u.package_files(pkg);
            for &file in files.iter().filter(|it| holding.contains(it)) {
                let (text, outline) = (u.text(file), u.outline(file));
                for entry in outline.entries.iter().filter(|it| it.kind == EntryKind::Type) {
                    let Some(declared) = entry.names.first() else { continue };
                    if only.is_some_and(|only| !only.contains(&declared.name)) {
                        continue;
                    }
                    if word_offsets(&text[entry.span.range()], &finder).is_empty() {
                        continue;
                    }
                    if let Some(obj) = u.package_object(pkg, &declared.name)
                        && declares_interface_method(u, obj, name)
                        && !named.contains(&(obj, true))
                    {
                        let asked = files.iter().any(|file| is_asked_for(&u.text(*file), &declared.name));
                        named.insert((obj, asked));
                    }
                }
                if only.is_some() {
                    continue;
                }
                let mut known = self.declares.borrow_mut();
                let declares = known.entry(file).or_insert_with(|| Rc::new(Declares::of(&outline, &text))).clone();
                drop(known);
                for (index, literals) in &declares.literals {
                    let entry = &outline.entries[*index];
                    let unnamed = unnamed_interfaces(u, (file, *index as u32), entry, literals, &finder);
                    let asked = entry.kind == EntryKind::Func && !in_signature(entry, literals);
                    found.extend(unnamed.into_iter().map(|ty| Interface { ty, path: None, asked }));
                }
            }
        }
        let mut all = Vec::new();
        for (obj, asked) in named {
            let path = u.symbol_path(obj);
            all.push(Interface { ty: named_type(u, obj), path: Some(path), asked });
        }
        all.extend(found);
        all
    }
}

/// One of the interface types stands before the body of a function.
fn in_signature(entry: &Entry, literals: &[std::ops::Range<usize>]) -> bool {
    let body = entry.body.map_or(usize::MAX, |body| (body.start - entry.span.start) as usize);
    literals.iter().any(|literal| literal.start < body)
}

/// Some value is asked in this text, at run time, whether it satisfies the interface `name`: `x.(name)`, a `case` of a type switch,
/// `reflect.TypeFor[name]()`, `(*name)(nil)`.
pub(super) fn is_asked_for(text: &str, name: &str) -> bool {
    word_offsets(text, &Finder::new(name.as_bytes())).into_iter().any(|at| {
        let (before, after) = (&text[..at as usize], &text[at as usize + name.len()..]);
        // A name of another package has that in front.
        let before = match before.strip_suffix('.') {
            Some(rest) => rest.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_'),
            None => before,
        };
        let argument = ["TypeFor[", "AsType["].iter().any(|it| before.ends_with(it)) && after.starts_with(']');
        asks(before) || argument || before.ends_with("(*") || is_target(text, before)
    })
}

/// What stands in front of a type declares a variable for `errors.As(err, &it)`.
fn is_target(text: &str, before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.strip_prefix("var ").is_some_and(|name| {
        let argument = format!("&{})", name.trim());
        text.lines().any(|line| line.contains("As(") && line.contains(&argument))
    })
}

/// What stands in front of a type asks a value for it.
pub(super) fn asks(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
    before.ends_with(".(") || (line.starts_with("case ") && !line.contains(':'))
}

/// Some value of the roots is asked at run time whether it satisfies the interface that declares `method`.
pub fn is_asked_in_roots(u: &mut Universe, sources: &[Source], method: ObjId) -> bool {
    if u.object(method).kind != ObjKind::InterfaceMethod {
        return false;
    }
    let Some((file, span)) = u.object(method).decls.first().copied() else { return false };
    let (text, outline) = (u.text(file), u.outline(file));
    let Some(entry) = outline.entry_at(span).map(|at| &outline.entries[at]) else { return false };
    let Some(start) = text[..span.start as usize].rfind("interface") else { return false };
    let before = &text[..start];
    if asks(before) || is_target(&text, before) {
        return true;
    }
    // The name in `type name interface{ … }` or `type name[T any] interface{ … }`, at package level or in a function.
    let name = match entry.kind {
        EntryKind::Type => entry.names.first().map(|it| it.name.as_str()),
        _ => before.trim_end().rsplit(char::is_whitespace).next(),
    };
    let Some(name) = name.filter(|it| !it.is_empty()) else { return false };
    u.ids_holding(&[name]).into_iter().any(|it| is_asked_for(&sources[it.0 as usize].text, name))
}

/// What the exported declarations of a package name outside of function bodies: names of other packages. With types `of` what these
/// and their methods name, and there names of their own package as well.
fn named_by(u: &mut Universe, pkg: PkgId, of: Option<&FxHashSet<SmolStr>>) -> BTreeSet<(PkgId, SmolStr)> {
    let mut found = BTreeSet::new();
    for file in u.package_files(pkg) {
        let (text, outline) = (u.text(file), u.outline(file));
        let mut names: FxHashSet<(&str, &str)> = FxHashSet::default();
        for entry in &outline.entries {
            let exported = entry.names.iter().any(|it| is_exported(&it.name));
            let base = entry.receiver.as_ref().or(entry.names.first().map(|it| &it.name));
            let wanted = of.is_none_or(|of| base.is_some_and(|base| of.contains(base)));
            if entry.kind == EntryKind::Const || !exported || !wanted {
                continue;
            }
            let end = entry.body.map_or(entry.span.end, |body| body.start);
            let header = text.get(entry.span.start as usize..end as usize).unwrap_or_default();
            collect_names(header, of.is_some(), &mut names);
        }
        let mut meant: FxHashMap<&str, Vec<PkgId>> = FxHashMap::default();
        for (qualifier, name) in names {
            if qualifier.is_empty() {
                if u.package_object(pkg, name).is_some_and(|it| u.object(it).kind == ObjKind::TypeName) {
                    found.insert((pkg, name.into()));
                }
                continue;
            }
            let others = meant.entry(qualifier).or_insert_with(|| packages_called(u, pkg, &outline.imports, qualifier));
            found.extend(others.iter().map(|other| (*other, SmolStr::new(name))));
        }
    }
    found
}

/// The packages that `qualifier` may stand for in a file of `pkg`.
fn packages_called(u: &mut Universe, pkg: PkgId, imports: &[Import], qualifier: &str) -> Vec<PkgId> {
    let meant = imports.iter().filter(|import| match &import.alias {
        Some(alias) => alias.name == qualifier,
        // The name of a package is some part of the end of its path: `go-yaml`, `yaml.v3`, `yaml/v3`.
        None => import.path.rsplit('/').take(2).any(|part| part.contains(qualifier)),
    });
    meant.filter_map(|import| u.import(pkg, &import.path)).collect()
}

fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// The exported names in a text, each with the `p` of `p.Name` in front of it; with `plain` those with nothing in front as well.
fn collect_names<'t>(text: &'t str, plain: bool, found: &mut FxHashSet<(&'t str, &'t str)>) {
    let bytes = text.as_bytes();
    let in_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
    let (mut before, mut at) = (0..0, 0);
    while let Some(start) = bytes[at..].iter().position(in_word).map(|it| at + it) {
        let end = bytes[start..].iter().position(|b| !in_word(b)).map_or(bytes.len(), |it| start + it);
        let word = &text[start..end];
        if is_exported(word) {
            let qualified = !before.is_empty() && before.end + 1 == start && bytes[before.end] == b'.';
            if qualified || plain {
                found.insert((if qualified { &text[before] } else { "" }, word));
            }
        }
        (before, at) = (start..end, end);
    }
}

/// True for a named interface that has the method, be it an embedded one.
pub(super) fn declares_interface_method(u: &mut Universe, obj: ObjId, name: &str) -> bool {
    let ty = named_type(u, obj);
    let under = u.underlying(ty);
    if !matches!(u.ty(under), Type::Interface(..)) || !is_defined(u, obj, ty) {
        return false;
    }
    u.interface_methods(under).iter().any(|(method, _)| u.object(*method).name == name)
}

/// The type that a type name declares, with its own parameters as arguments.
pub(super) fn named_type(u: &mut Universe, obj: ObjId) -> TypeId {
    match u.type_decl(obj) {
        Some(decl) if !decl.alias && !decl.type_params.is_empty() => {
            let args = decl.type_params.iter().map(|it| u.types().intern(Type::TypeParam(*it))).collect();
            u.types().named(obj, args)
        }
        _ => u.object_type(obj),
    }
}

/// False for an alias.
pub(super) fn is_defined(u: &Universe, obj: ObjId, ty: TypeId) -> bool {
    matches!(u.ty(ty), Type::Named { obj: it, .. } if *it == obj)
}

/// A folder that the go command passes over.
pub(super) fn is_test_data(u: &Universe, pkg: PkgId) -> bool {
    let path = &u.package(pkg).path;
    path.split('/').any(|part| part == "testdata" || part.starts_with('_'))
}

/// The packages of some files, found once.
#[derive(Default)]
pub(super) struct KnownPackages(FxHashMap<bool, Rc<Packages>>);

impl KnownPackages {
    /// Those of the Go files of `sources` that lie in test data (`inner`), or of the others.
    pub(super) fn of(&mut self, u: &mut Universe, sources: &[Source], inner: bool) -> Rc<Packages> {
        let of = || {
            let go = sources.iter().filter(|it| it.language == GO);
            let mut files: Vec<FileIx> = go.filter_map(|it| u.file_ix(it.id)).collect();
            files.retain(|file| is_test_data(u, u.package_of(*file)) == inner);
            Rc::new(Packages::of(u, &files))
        };
        self.0.entry(inner).or_insert_with(of).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interface_is_asked_for_by_assertions_and_cases() {
        for text in [
            "v.(Stopper)",
            "v.(run.Stopper)",
            "\tcase error, Stopper:\n",
            "reflect.TypeFor[Stopper]()",
            "var s run.Stopper\nif errors.As(err, &s) {",
            "errors.AsType[Stopper](err)",
        ] {
            assert!(is_asked_for(text, "Stopper"), "{text}");
        }
        for text in ["func f(s Stopper)", "var s Stopper", "v.(Stoppers)", "case x: f(Stopper(nil))"] {
            assert!(!is_asked_for(text, "Stopper"), "{text}");
        }
    }

    #[test]
    fn exported_names_have_the_name_of_their_package_in_front() {
        let mut found = FxHashSet::default();
        let text = "func (c *Command) Flags(x ...any) (*flag.FlagSet, map[string]io.Reader)";
        collect_names(text, true, &mut found);
        assert_eq!(
            found,
            FxHashSet::from_iter([("", "Command"), ("", "Flags"), ("flag", "FlagSet"), ("io", "Reader")])
        );
        found.clear();
        collect_names(text, false, &mut found);
        assert_eq!(found, FxHashSet::from_iter([("flag", "FlagSet"), ("io", "Reader")]));
    }
}
