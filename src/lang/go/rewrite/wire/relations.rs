//! Options of GORM that name fields of Go by string: `gorm:"foreignKey:OwnerID;references:Key"` beside a relation means fields of the struct
//! around it or of the struct that it leads to. They follow a new name where types say which field is meant.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::ast::{Expr, ExprKind, Field};
use crate::lang::go::resolve::object::{Lookup, ObjId};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::{Edit, FileId, Source, Span};

use super::super::GoPlanner;
use super::super::tables::{At, words};
use super::tags::{embedded_name, pairs};

/// Options whose value lists fields of the two structs, in lower case as GORM compares them.
const FIELDS: &[&str] = &["foreignkey", "references", "association_foreignkey"];
/// Options whose value lists fields of a join table, for which a struct may be declared anywhere.
const JOINS: &[&str] =
    &["joinforeignkey", "joinreferences", "jointable_foreignkey", "association_jointable_foreignkey"];
/// The option whose value begins the names of two fields, and how these end.
const PREFIX: &str = "polymorphic";
const SUFFIXES: &[&str] = &["ID", "Type"];

/// What such options have to do with the name of a field.
#[derive(Default)]
pub(super) struct Relations {
    /// Where an option names the field, which nothing else can be meant by.
    pub(super) edits: Vec<(FileId, Edit)>,
    /// Where one may name it.
    pub(super) unsure: Vec<At>,
}

/// What a struct makes of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Has {
    Nothing,
    TheField,
    Another,
}

/// A field with the tag that a name stands in, and the struct around it.
struct Tagged {
    fields: Vec<Field>,
    at: usize,
}

impl GoPlanner<'_> {
    /// Looks for the field `object`, called `old`, in the options of all sources.
    pub(super) fn relations(&mut self, sources: &[Source], object: ObjId, old: &str, new: &str) -> Relations {
        let mut found = Relations::default();
        let begins = SUFFIXES.iter().filter_map(|it| old.strip_suffix(it));
        let names: FxHashSet<SmolStr> = std::iter::once(old).chain(begins).map(SmolStr::new).collect();
        for source in sources.iter().filter(|it| it.language == GO && it.text.contains("gorm:")) {
            for span in words(&source.text, &names) {
                let Some(tagged) = self.tagged(source, span) else { continue };
                let Some(tag) = tagged.fields[tagged.at].tag else { continue };
                let Some(option) = option(&source.text, tag, span) else { continue };
                let whole = source.text.get(span.range()) == Some(old);
                let has = [self.around(source, &tagged, object, old), self.led_to(source, &tagged, object, old)];
                if FIELDS.contains(&option.as_str()) && whole && has.contains(&Has::TheField) {
                    if has.contains(&Has::Another) || !source.is_editable() {
                        found.unsure.push((source.id, span));
                    } else {
                        found.edits.push((source.id, Edit::replace(span, new)));
                    }
                } else if (JOINS.contains(&option.as_str()) && whole)
                    || (option == PREFIX && !whole && has.contains(&Has::TheField))
                {
                    found.unsure.push((source.id, span));
                }
            }
        }
        found
    }

    /// The field whose tag a place is in.
    fn tagged(&mut self, source: &Source, at: Span) -> Option<Tagged> {
        let line = source.text[..at.start as usize].rsplit('\n').next()?;
        let entry = line.contains("gorm:").then(|| self.entry(source.id, at)).flatten()?;
        let mut finder = Finder { at, found: None };
        entry.decls.iter().for_each(|decl| finder.decl(decl));
        finder.found
    }

    /// What the struct around a tag makes of `old`.
    fn around(&mut self, source: &Source, tagged: &Tagged, object: ObjId, old: &str) -> Has {
        if let Some(name) = tagged.fields.iter().flat_map(|it| &it.names).find(|it| it.name == old) {
            return self.is(source, name.span, object);
        }
        // Fields of embedded structs count as its own.
        for field in tagged.fields.iter().filter(|it| it.embedded) {
            let Some(at) = embedded_name(&field.ty) else { continue };
            match self.type_at(source, at).map(|ty| self.has(ty, object, old)) {
                None | Some(Has::Nothing) => {}
                Some(has) => return has,
            }
        }
        Has::Nothing
    }

    /// What the struct that a relation leads to makes of `old`.
    fn led_to(&mut self, source: &Source, tagged: &Tagged, object: ObjId, old: &str) -> Has {
        let field = &tagged.fields[tagged.at];
        let at = field.names.first().map(|it| it.span).or_else(|| embedded_name(&field.ty));
        let Some(mut ty) = at.and_then(|at| self.type_at(source, at)) else { return Has::Nothing };
        while let Type::Pointer(to) | Type::Slice(to) | Type::Array(to, _) = *self.universe.ty(ty) {
            ty = to;
        }
        self.has(ty, object, old)
    }

    fn type_at(&mut self, source: &Source, at: Span) -> Option<TypeId> {
        let field = self.entry(source.id, at)?.object(at)?;
        Some(self.universe.object_type(field))
    }

    fn has(&mut self, ty: TypeId, object: ObjId, old: &str) -> Has {
        match self.universe.select(ty, old, None) {
            Lookup::Found(it, _) if it == object => Has::TheField,
            Lookup::Found(..) => Has::Another,
            Lookup::Missing | Lookup::Unknown => Has::Nothing,
        }
    }

    fn is(&mut self, source: &Source, at: Span, object: ObjId) -> Has {
        let it = self.entry(source.id, at).and_then(|entry| entry.object(at));
        if it == Some(object) { Has::TheField } else { Has::Another }
    }
}

/// The option, in lower case, of a tag for GORM whose value lists the word at `at`.
fn option(text: &str, tag: Span, at: Span) -> Option<String> {
    let pair = pairs(text, tag).into_iter().find(|it| it.key == "gorm")?;
    let start = |part: &str| pair.start + (part.as_ptr() as usize - pair.value.as_ptr() as usize) as u32;
    pair.value.split(';').find_map(|option| {
        let (name, list) = option.split_once(':')?;
        let is_it = |word: &str| start(word.trim()) == at.start && word.trim().len() == at.range().len();
        list.split(',').any(is_it).then(|| name.trim().to_lowercase())
    })
}

struct Finder {
    at: Span,
    found: Option<Tagged>,
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::StructType(fields) = &expr.kind
            && let Some(at) = fields.iter().position(|it| it.tag.is_some_and(|tag| tag.contains(self.at)))
        {
            self.found = Some(Tagged { fields: fields.clone(), at });
        }
        walk_expr(self, expr);
    }
}
