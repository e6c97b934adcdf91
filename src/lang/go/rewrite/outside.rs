//! What binds a Go name from outside of Go's own scopes: directives, C, assembly, the `go` command. No compiler checks these
//! ties: a rename takes along what it can, and is refused where it would cut one.

use std::rc::Rc;

use memchr::memmem::Finder;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::resolve::object::{FileIx, ObjId, ObjKind, PkgId};
use crate::lang::go::resolve::types::Type;
use crate::lang::go::syntax::{Directive, DirectiveKind, EntryKind};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Edit, FileId, Span, SymbolId};

use super::GoPlanner;
use super::tables::{assembly_in, is_test_file, link_targets, test_files};

/// A reason and a way out.
type Reason = (String, &'static str);

impl GoPlanner<'_> {
    /// Why something that no Go scope knows of needs the name of `object`, or would take the new one.
    pub(super) fn fixed(&mut self, input: &Input, object: ObjId, new: &str, first: usize) -> Vec<Refusal> {
        let mut found = Vec::new();
        if self.is_package_level(object) || self.universe.object(object).kind == ObjKind::Func {
            found.extend(self.run_by_name(input, object, new));
            found.extend(self.linked_by_name(input, object));
        }
        found.extend(self.assembly(object));
        found.into_iter().map(|(reason, way_out)| refuse(input, first, reason, way_out)).collect()
    }

    /// What bears the name of `object` and has to follow it, although it is no reference: the local name in a
    /// `//go:linkname`, the examples that document it (`ExampleT_Method`), which `go vet` holds to the name, its doc comment and links.
    pub(crate) fn followers(&mut self, input: &Input, symbol: SymbolId, new: &str) -> Vec<(FileId, Edit)> {
        let mut edits = Vec::new();
        let Some(object) = self.object(input.facts.symbols.get(symbol).decl) else { return edits };
        let it = self.universe.object(object);
        let (Some(package), name) = (it.pkg, it.name.clone()) else { return edits };
        if self.is_package_level(object) {
            for (file, directive) in self.directives(package, DirectiveKind::Linkname) {
                let local = directive.names.iter().filter(|it| it.name == name);
                edits.extend(local.map(|it| (file, Edit::replace(it.span, new))));
            }
        }
        if new.starts_with(char::is_uppercase) {
            edits.extend(self.examples(input, object, package, new));
        }
        edits.extend(self.documented(input, object, new));
        edits
    }

    /// `main` and `init`, and what `go test` runs.
    fn run_by_name(&mut self, input: &Input, object: ObjId, new: &str) -> Option<Reason> {
        let it = self.universe.object(object);
        if it.kind != ObjKind::Func {
            return None;
        }
        let (old, package) = (it.name.clone(), it.pkg?);
        let in_test = self.universe.declaration(object).is_some_and(|(file, _)| is_test_file(input, file));
        let main = self.universe.package(package).name == "main";
        for name in [old.as_str(), new] {
            if name == "init" || (name == "main" && main) {
                return Some((
                    format!("Go runs `{name}` by its name"),
                    "leave `main` and `init` to the functions that run",
                ));
            }
        }
        const KEEP: &str =
            "keep the prefix (`Test`, `Benchmark`, `Fuzz`, `Example`) and what follows it, a capital or `_`";
        if in_test && test_kind(new).is_none() && is_malformed(new) && self.takes_a_test(object) {
            return Some((
                format!("`go test` refuses a test that is called `{new}`: no lower-case letter may follow the prefix"),
                KEEP,
            ));
        }
        if !in_test || test_kind(&old) == test_kind(new) {
            return None;
        }
        let reason = match test_kind(&old) {
            Some(_) => format!("`go test` finds `{old}` by its name and would no longer run it"),
            None => format!("`go test` would run it as `{new}`"),
        };
        Some((reason, KEEP))
    }

    /// The function has the one parameter that `go test` gives: `*testing.T` and the like.
    fn takes_a_test(&mut self, object: ObjId) -> bool {
        let ty = self.universe.object_type(object);
        let Type::Func(signature) = self.universe.ty(ty).clone() else { return false };
        let [Type::Pointer(to)] =
            signature.params.iter().map(|it| self.universe.ty(*it).clone()).collect::<Vec<_>>()[..]
        else {
            return false;
        };
        match *self.universe.ty(to) {
            Type::Named { obj, .. } => self.universe.symbol_path(obj).starts_with("testing."),
            _ => false,
        }
    }

    /// `//go:linkname` and `//export`: others link to the name, unseen by the compiler.
    fn linked_by_name(&mut self, input: &Input, object: ObjId) -> Option<Reason> {
        const KEEP: &str = "keep the name, or change the directive and what it is meant for by hand";
        let it = self.universe.object(object);
        let (name, package) = (it.name.clone(), it.pkg?);
        let mut linked = false;
        for kind in [DirectiveKind::Linkname, DirectiveKind::Export] {
            for (file, directive) in self.directives(package, kind) {
                if !directive.names.iter().any(|it| it.name == name) {
                    continue;
                }
                let text = &input.sources[file.0 as usize].text;
                let words = text.get(directive.span.range()).unwrap_or_default().split_whitespace().count();
                let at = place(input, file, directive.span.start);
                if kind == DirectiveKind::Export {
                    return Some((format!("C calls it by this name: `//export {name}` ({at})"), KEEP));
                }
                if words < 3 {
                    return Some((format!("other packages may link to it: `//go:linkname {name}` ({at})"), KEEP));
                }
                linked = true;
            }
        }
        let target = self.universe.symbol_path(object);
        let links = self.outside.links.get_or_insert_with(|| link_targets(input));
        if let Some((file, at)) = links.get(target.as_str()).copied() {
            let at = place(input, file, at);
            return Some((format!("a `//go:linkname` names it as `{target}` ({at})"), KEEP));
        }
        let bodiless = !linked && self.universe.object(object).kind == ObjKind::Func && self.lacks_body(object);
        bodiless.then(|| (format!("`{name}` has no body in Go: assembly defines it by this name"), "keep the name"))
    }

    fn lacks_body(&mut self, object: ObjId) -> bool {
        let decls = self.universe.object(object).decls.clone();
        decls.into_iter().any(|(file, span)| {
            let outline = self.universe.outline(file);
            let entry = outline.entry_at(span).map(|at| &outline.entries[at]);
            entry.is_some_and(|it| it.kind == EntryKind::Func && it.body.is_none())
        })
    }

    /// Assembly of the package that speaks of the name: `·name`, and what `go_asm.h` makes of constants, types and fields.
    fn assembly(&mut self, object: ObjId) -> Option<Reason> {
        let it = self.universe.object(object);
        let (name, package, owner, kind) = (it.name.clone(), it.pkg?, it.owner.clone(), it.kind);
        let words: Vec<SmolStr> = match kind {
            ObjKind::Func | ObjKind::Global => vec![format_smolstr!("·{name}")],
            ObjKind::Const => vec![format_smolstr!("const_{name}")],
            ObjKind::TypeName => self.assembly_names(object, &name),
            ObjKind::Field { .. } => vec![format_smolstr!("{}_{name}", owner.rsplit('.').next().unwrap_or_default())],
            _ => return None,
        };
        let package = self.universe.package(package);
        if !package.in_roots {
            return None;
        }
        let known = self.outside.assembly.entry(package.dir.clone());
        let files = known.or_insert_with_key(|dir| Rc::new(assembly_in(dir))).clone();
        for (file, text) in files.iter() {
            if let Some(word) = words.iter().find(|word| has_word(text, word)) {
                return Some((format!("the assembly in {file} names it: `{word}`"), "keep the name"));
            }
        }
        None
    }

    /// What `go_asm.h` makes of a type: its size, and the offset of each field.
    fn assembly_names(&mut self, ty: ObjId, name: &str) -> Vec<SmolStr> {
        let ty = self.universe.object_type(ty);
        let under = self.universe.underlying(ty);
        let fields = self.universe.fields(under).into_iter().map(|(field, _)| self.universe.object(field).name.clone());
        let fields = fields.map(|field| format_smolstr!("{name}_{field}"));
        [format_smolstr!("{name}__size")].into_iter().chain(fields).collect()
    }

    /// The directives of one kind in the package's files.
    fn directives(&mut self, package: PkgId, kind: DirectiveKind) -> Vec<(FileId, Directive)> {
        if !self.outside.directives.contains_key(&package) {
            let files = self.universe.package_files(package);
            let of = |ix: FileIx| {
                let (outline, file) = (self.universe.outline(ix), self.universe.file_id(ix));
                let all = outline.directives.iter().cloned();
                all.filter_map(|it| Some((file?, it))).collect::<Vec<_>>()
            };
            let all = files.into_iter().flat_map(of).collect();
            self.outside.directives.insert(package, Rc::new(all));
        }
        let all = self.outside.directives[&package].iter();
        all.filter(|(_, it)| it.kind == kind).cloned().collect()
    }

    /// The examples of the package and of its external tests that are called after `object`.
    fn examples(&mut self, input: &Input, object: ObjId, package: PkgId, new: &str) -> Vec<(FileId, Edit)> {
        let it = self.universe.object(object);
        let (name, member) = (it.name.clone(), matches!(it.kind, ObjKind::Method | ObjKind::InterfaceMethod));
        let before = match (member, self.is_package_level(object)) {
            (true, _) => {
                format!("Example{}_", self.universe.object(object).owner.rsplit('.').next().unwrap_or_default())
            }
            (false, true) => "Example".to_owned(),
            (false, false) => return Vec::new(),
        };
        let whole = format!("{before}{name}");
        let dir = self.universe.package(package).dir.clone();
        let finder = Finder::new(whole.as_bytes());
        let mut edits = Vec::new();
        let tests = self.outside.tests.get_or_insert_with(|| test_files(input));
        for file in tests.get(&dir).cloned().unwrap_or_default() {
            let source = input.source(file);
            if finder.find(source.text.as_bytes()).is_none() {
                continue;
            }
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            for entry in &self.universe.outline(ix).entries {
                let [example] = entry.names.as_slice() else { continue };
                let rest = example.name.strip_prefix(whole.as_str());
                if entry.receiver.is_none() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_')) {
                    let start = example.span.start as usize + before.len();
                    edits.push((source.id, Edit::replace(Span::new(start, start + name.len()), new)));
                }
            }
        }
        edits
    }
}

/// The prefix by which `go test` runs a function: it may not go on with a lower-case letter.
fn test_kind(name: &str) -> Option<&'static str> {
    let kind = ["Test", "Benchmark", "Fuzz", "Example"].into_iter().find(|kind| name.starts_with(kind))?;
    if name == "TestMain" {
        return Some("TestMain");
    }
    (!name[kind.len()..].starts_with(char::is_lowercase)).then_some(kind)
}

/// The name begins as that of a test and goes on with a lower-case letter.
fn is_malformed(name: &str) -> bool {
    ["Test", "Benchmark", "Fuzz"]
        .into_iter()
        .any(|kind| name.strip_prefix(kind).is_some_and(|rest| rest.starts_with(char::is_lowercase)))
}

/// `word` stands in `text`, with nothing around it that would make it another name.
fn has_word(text: &[u8], word: &str) -> bool {
    let letter = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    memchr::memmem::find_iter(text, word.as_bytes()).any(|at| {
        !letter(text.get(at + word.len()))
            && (word.starts_with('·') || !letter(at.checked_sub(1).and_then(|at| text.get(at))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_test_runs_by_prefix_unless_a_lower_case_letter_follows() {
        assert_eq!(test_kind("TestRun"), Some("Test"));
        assert_eq!(test_kind("Test_run"), Some("Test"));
        assert_eq!(test_kind("Testing"), None);
        assert_eq!(test_kind("Example"), Some("Example"));
        assert_eq!(test_kind("TestMain"), Some("TestMain"));
        assert_eq!(test_kind("runTest"), None);
    }

    #[test]
    fn assembly_names_whole_words() {
        assert!(has_word("TEXT ·add(SB), NOSPLIT".as_bytes(), "·add"));
        assert!(has_word("CALL runtime·add(SB)".as_bytes(), "·add"));
        assert!(!has_word("TEXT ·address(SB)".as_bytes(), "·add"));
        assert!(!has_word(b"MOVQ my_const_size, AX", "const_size"));
    }
}
