//! Comments that name a declaration the way Go's tools read it: a doc comment that begins with the name, and doc links to it
//! (`[Vault.Open]`). They follow a new name. Other words in comments are for the rules.

use smol_str::SmolStr;

use crate::lang::go::resolve::object::{FileIx, ObjId, ObjKind, PkgId};
use crate::model::plan::Input;
use crate::model::{Edit, FileId, Span};
use crate::text::lines::line_start;

use super::GoPlanner;
use super::links::Links;

impl GoPlanner<'_> {
    /// The doc comments and doc links that name `object`, with its new name.
    pub(super) fn documented(&mut self, input: &Input, object: ObjId, new: &str) -> Vec<(FileId, Edit)> {
        let it = self.universe.object(object);
        let (name, package, owner) = (it.name.clone(), it.pkg, it.owner.clone());
        let member = matches!(it.kind, ObjKind::Field { .. } | ObjKind::Method | ObjKind::InterfaceMethod);
        let places = it.decls.clone();
        let mut edits = Vec::new();
        let Some(package) = package.filter(|_| member || self.is_package_level(object)) else { return edits };
        for (file, span) in places {
            let Some(file) = self.universe.file_id(file).map(|it| input.source(it)) else { continue };
            if !file.generated && !file.left_out {
                edits.extend(doc_comment(&file.text, span, &name).map(|at| (file.id, Edit::replace(at, new))));
            }
        }
        let links = self.links.take().unwrap_or_else(|| Links::of(input.sources));
        let base = owner.rsplit('.').next().unwrap_or_default();
        for link in links.0.get(&name).into_iter().flatten() {
            let (before, wanted) = match (member, link.before.split_last()) {
                (false, _) => (link.before.as_slice(), true),
                (true, Some((last, before))) => (before, last == base),
                (true, None) => (&[][..], false),
            };
            if wanted && self.leads_to(link.file, before, package) {
                edits.push((link.file, Edit::replace(link.span, new)));
            }
        }
        self.links = Some(links);
        edits
    }

    /// The names before that of a package-level thing in a doc link lead to `package`.
    fn leads_to(&mut self, file: FileId, before: &[SmolStr], package: PkgId) -> bool {
        let Some(ix) = self.universe.file_ix(file) else { return false };
        match before {
            [] => self.universe.package_of(ix) == package,
            [name] => self.imports_as(ix, name, package),
            _ => false,
        }
    }

    /// The file imports the package under this name.
    fn imports_as(&mut self, file: FileIx, name: &str, package: PkgId) -> bool {
        let (outline, own) = (self.universe.outline(file), self.universe.package_of(file));
        let called = self.universe.package(package).name.clone();
        outline.imports.iter().any(|it| {
            let alias = it.alias.as_ref().map_or(called.as_str(), |it| it.name.as_str());
            alias == name && self.universe.import(own, &it.path) == Some(package)
        })
    }
}

/// Where the doc comment of what is declared at `at` says `name` as its first word.
fn doc_comment(text: &str, at: Span, name: &str) -> Option<Span> {
    let mut start = line_start(text, at.start);
    let mut first = None;
    while let Some(newline) = start.checked_sub(1) {
        let above = line_start(text, newline as u32);
        let line = &text[above..newline];
        let Some(words) = line.trim_start_matches([' ', '\t']).strip_prefix("//") else { break };
        if words.starts_with(' ') {
            first = Some(above + line.len() - words.len() + 1);
        }
        start = above;
    }
    let first = first?;
    let rest = text[first..].strip_prefix(name)?;
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    whole.then(|| Span::new(first, first + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doc_comment_begins_with_the_name() {
        let says = |text: &str| {
            let at = text.rfind("Open").expect("a name");
            doc_comment(text, Span::new(at, at + 4), "Open").map(|it| it.start as usize)
        };
        assert_eq!(says("// Open opens.\n// Open again.\nfunc Open() {}\n"), Some(3));
        assert_eq!(says("\t// Open opens.\n\t//\n\t// More.\n\tOpen int\n"), Some(4));
        assert_eq!(says("// It opens: Open.\nfunc Open() {}\n"), None);
        assert_eq!(says("// Opener.\nfunc Open() {}\n"), None);
        assert_eq!(says("// Open opens.\n\nfunc Open() {}\n"), None, "no doc comment");
        assert_eq!(says("func Open() {}\n"), None);
    }
}
