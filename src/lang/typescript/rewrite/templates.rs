//! Which names a file can use whose language is not read: templates of HTML see the members of their component, and no module.

use super::reference::{Decl, Declared};
use super::renamer::Renamer;
use crate::lang::typescript::syntax::module::ShapeKind;
use crate::model::{FileId, Span};

impl Renamer<'_> {
    /// The word at `place`, in a file whose language is not read, may be `decl`.
    pub(super) fn is_in_reach(&mut self, decl: Decl, declared: &Declared, place: (FileId, Span)) -> bool {
        let source = &self.sources[place.0.0 as usize];
        if !source.path.ends_with(".html") {
            return self.sees(place.0, decl);
        }
        if declared.member.is_none() {
            // What a module exports is no name of a page.
            return declared.global;
        }
        if declared.global {
            return true;
        }
        let text = &source.text;
        let is_class = self.is_member_of_class(decl, declared);
        if !is_class && !is_asked_for(text, place.1) {
            return false;
        }
        // The component that the template belongs to has to see the type.
        let name = source.path.rsplit('/').next().unwrap_or_default();
        let folder = &source.path[..source.path.len() - name.len()];
        let owners = self.sources.iter().filter(|it| it.repo == source.repo && it.path.starts_with(folder));
        let owners: Vec<FileId> =
            owners.filter(|it| it.id != source.id && it.text.contains(name)).map(|it| it.id).collect();
        owners.is_empty() || owners.into_iter().any(|it| self.sees(it, decl))
    }

    /// The imports of the file lead to what declares `decl`.
    fn sees(&mut self, file: FileId, decl: Decl) -> bool {
        let path = &*self.sources[file.0 as usize].path;
        self.viewers(decl.0).is_none_or(|it| it.contains(path))
    }

    fn is_member_of_class(&self, decl: Decl, declared: &Declared) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path);
        let shape = loaded.as_ref().zip(declared.member).map(|(loaded, (shape, _))| loaded.module.shape(shape).kind);
        shape.is_none_or(|it| it == ShapeKind::Class)
    }
}

/// A value is asked for its member: `value.NAME`, `value['NAME']`, or an object is written with it: `{ NAME: 1 }`.
fn is_asked_for(text: &str, span: Span) -> bool {
    let before = text[..span.start as usize].trim_end();
    let behind = text[span.end as usize..].trim_start();
    let quoted = before.ends_with(['\'', '"', '`']) && before[..before.len() - 1].trim_end().ends_with('[');
    before.ends_with(['.', '{', ',']) || quoted || behind.starts_with(':')
}
