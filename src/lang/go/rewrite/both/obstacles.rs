//! What is in the way of a method that takes or gives two keys of a value. The method decides for its type alone, and for all of it:
//! whatever takes values around it, or had the method of another type, would behave differently.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::super::GoPlanner;
use super::super::names::Entry;
use super::super::tables::{At, words};
use super::super::wire::{also_reading, embedded_name, tag_pairs};
use super::method::Side;
use super::tagged::Tagged;
use crate::lang::go::GO;
use crate::lang::go::ast::{Decl, Expr, ExprKind};
use crate::lang::go::both_keys::{GIVES, TAKES};
use crate::lang::go::resolve::object::{Lookup, ObjId, ObjKind};
use crate::lang::go::resolve::types::{Type, TypeId};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr};
use crate::model::plan::{Input, place};
use crate::model::{FileId, Span};

/// Structs that are embedded deeper than this are not looked into.
const DEPTH: usize = 8;
/// Other names of other names.
const ALIASES: usize = 4;

/// What is asked: may the type of a field have the methods of `sides`?
pub(super) struct Asked<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) file: FileId,
    pub(super) tagged: &'a Tagged,
    /// The type.
    pub(super) base: ObjId,
    /// The field.
    pub(super) field: ObjId,
    pub(super) sides: &'a [Side],
    pub(super) keys: [&'a str; 2],
}

impl Asked<'_> {
    fn place(&self, (file, span): At) -> String {
        place(self.input, file, span.start)
    }
}

impl GoPlanner<'_> {
    /// Whether nothing is in the way.
    ///
    /// # Errors
    /// What is, with its place.
    pub(super) fn has_way(&mut self, asked: &Asked) -> Result<(), String> {
        let name = &asked.tagged.base.name;
        if self.universe.object(asked.base).decls.len() > 1 {
            return Err(format!("`{name}` is declared once for each of several platforms"));
        }
        self.has_no_methods(asked)?;
        if let Some((at, how)) = self.used_as(asked) {
            return Err(format!("`{name}` {how} ({})", asked.place(at)));
        }
        if let Some(at) = self.meets_apart(asked.input, (asked.file, asked.tagged.field.span), asked.field) {
            let at = asked.place(at);
            return Err(format!(
                "values of `{name}` become those of another struct type, which has not its methods ({at})"
            ));
        }
        self.embeds_no_key(asked)?;
        self.read_by_json_alone(asked)?;
        if asked.sides.contains(&Side::Takes) {
            let strict = self.directions.strictly(&mut self.universe, asked.input.sources, asked.field);
            if let Some(at) = strict {
                return Err(format!(
                    "a decoder is told to refuse unknown keys or to keep numbers ({}), and a method of `{name}` hears nothing of it",
                    asked.place(at)
                ));
            }
            let pointer = asked.input.source(asked.file).text[asked.tagged.ty.range()].starts_with('*');
            if pointer && asked.tagged.options.split(',').any(|it| it == "string") {
                return Err("the option `string` does not reach the value behind a second pointer".to_owned());
            }
        }
        let ty = self.universe.object_type(asked.base);
        if asked.sides.contains(&Side::Gives) && self.holds_lock(ty, 0) {
            return Err(format!("`{name}` holds a lock, which a method on a value would copy"));
        }
        Ok(())
    }

    /// The type has no method yet that does what the new one would.
    fn has_no_methods(&mut self, asked: &Asked) -> Result<(), String> {
        let (name, ty) = (&asked.tagged.base.name, self.universe.object_type(asked.base));
        for side in asked.sides {
            let all: &[&str] = match side {
                Side::Takes => &[TAKES, "UnmarshalText", "UnmarshalJSONFrom"],
                Side::Gives => &[GIVES, "MarshalText", "MarshalJSONTo"],
            };
            for method in all {
                match self.universe.select(ty, method, None) {
                    Lookup::Missing => {}
                    Lookup::Unknown => {
                        return Err(format!(
                            "`{name}` embeds a type that is not known, which may have a method `{method}`"
                        ));
                    }
                    Lookup::Found(object, _) if self.is_written(asked.input, object, &asked.tagged.base.name) => {}
                    Lookup::Found(object, _) => {
                        let at = self.universe.declaration(object).map(|it| format!(" ({})", asked.place(it)));
                        let at = at.unwrap_or_default();
                        return Err(format!(
                            "`{name}` has a method `{method}` already{at}: read or write both keys there"
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// Where the type is used in a way that a method changes, and what happens there.
    fn used_as(&mut self, asked: &Asked) -> Option<(At, &'static str)> {
        if let Some(known) = self.used_as.get(&asked.base) {
            return *known;
        }
        let mut targets: FxHashSet<ObjId> = FxHashSet::from_iter([asked.base]);
        let mut names: FxHashSet<SmolStr> = FxHashSet::from_iter([asked.tagged.base.name.clone()]);
        let mut found = None;
        for _ in 0..ALIASES {
            let before = targets.len();
            found = self.used_in(asked.input, &mut targets, &mut names);
            if found.is_some() || targets.len() == before {
                break;
            }
        }
        self.used_as.insert(asked.base, found);
        found
    }

    fn used_in(
        &mut self,
        input: &Input,
        targets: &mut FxHashSet<ObjId>,
        names: &mut FxHashSet<SmolStr>,
    ) -> Option<(At, &'static str)> {
        for source in input.sources.iter().filter(|it| it.language == GO) {
            if words(&source.text, names).next().is_none() {
                continue;
            }
            let Some(ix) = self.universe.file_ix(source.id) else { continue };
            for entry in &self.universe.outline(ix).entries {
                let text = source.text.get(entry.span.range()).unwrap_or_default();
                if words(text, names).next().is_none() {
                    continue;
                }
                let Some(known) = self.entry(source.id, entry.span) else { continue };
                let mut uses = Uses { entry: &known, targets, found: Vec::new() };
                known.decls.iter().for_each(|decl| uses.decl(decl));
                for it in uses.found {
                    match it {
                        Use::Embedded(at) => {
                            if known.object(at).is_some_and(|field| self.is_of(field, targets)) {
                                let how = "is embedded, and a method of it would take the place of those of the whole";
                                return Some(((source.id, at), how));
                            }
                        }
                        Use::Alias(object, name) => {
                            targets.insert(object);
                            names.insert(name);
                        }
                        Use::Other(at, how) => return Some(((source.id, at), how)),
                    }
                }
            }
        }
        None
    }

    /// The embedded field is of one of these types, or of a pointer to one.
    fn is_of(&mut self, field: ObjId, targets: &FxHashSet<ObjId>) -> bool {
        if self.universe.object(field).kind != (ObjKind::Field { embedded: true }) {
            return targets.contains(&field);
        }
        let ty = self.universe.object_type(field);
        let ty = if let Type::Pointer(to) = *self.universe.ty(ty) { to } else { ty };
        matches!(*self.universe.ty(ty), Type::Named { obj, .. } if targets.contains(&obj))
    }

    /// No embedded struct has one of the keys: the one around it decides only as long as it has the same.
    fn embeds_no_key(&mut self, asked: &Asked) -> Result<(), String> {
        let ty = self.universe.object_type(asked.base);
        let mut level = vec![ty];
        for depth in 0..DEPTH {
            let mut next = Vec::new();
            for ty in level {
                let under = self.universe.underlying(ty);
                for (field, of) in self.universe.fields(under) {
                    let it = self.universe.object(field);
                    let (name, embedded) = (it.name.clone(), it.kind == ObjKind::Field { embedded: true });
                    let key = self.json_key(field);
                    if embedded && key.is_none() {
                        next.push(if let Type::Pointer(to) = *self.universe.ty(of) { to } else { of });
                    }
                    let key = key.as_deref().unwrap_or(&name);
                    if depth > 0 && asked.keys.iter().any(|it| it.eq_ignore_ascii_case(key)) {
                        let at = self.universe.declaration(field).map(|it| format!(" ({})", asked.place(it)));
                        return Err(format!("an embedded struct has the key `{key}`, too{}", at.unwrap_or_default()));
                    }
                }
            }
            level = next;
        }
        Ok(())
    }

    /// The key that the tag of a field says.
    fn json_key(&mut self, field: ObjId) -> Option<String> {
        let (file, span) = self.universe.object(field).decls.first().copied()?;
        let text = self.universe.text(file);
        let rest = text.get(span.end as usize..)?;
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let tag = Span { start: span.end, end: span.end + line.len() as u32 };
        let start = line.find('`').or_else(|| line.find('"'))? as u32;
        let pairs = tag_pairs(&text, Span { start: tag.start + start, end: tag.end });
        let key = pairs.iter().find(|it| it.key == "json")?.value.split(',').next()?.to_owned();
        (!key.is_empty()).then_some(key)
    }

    /// No other package reads the tag.
    fn read_by_json_alone(&mut self, asked: &Asked) -> Result<(), String> {
        let own = asked.tagged.fields.iter().find(|it| it.ty.span == asked.tagged.ty);
        let text = &asked.input.source(asked.file).text;
        let pairs = own.and_then(|it| it.tag).map(|tag| tag_pairs(text, tag)).unwrap_or_default();
        let tags: Vec<&str> = pairs.iter().map(|it| it.key).collect();
        match also_reading(self.reached(asked.input), asked.field, &tags) {
            Some((package, at)) => {
                Err(format!("{package} reads the tag, too, and calls no such method ({})", asked.place(at)))
            }
            None => Ok(()),
        }
    }

    /// A value of the type holds something that must not be copied.
    fn holds_lock(&mut self, ty: TypeId, depth: usize) -> bool {
        if depth > DEPTH {
            return false;
        }
        match self.universe.ty(ty).clone() {
            Type::Array(of, _) => self.holds_lock(of, depth + 1),
            Type::Named { obj, .. } => {
                let it = self.universe.object(obj);
                let (package, name) = (it.pkg, it.name.clone());
                if let Some(package) = package {
                    let path = self.universe.package(package).path.clone();
                    if matches!(path.as_str(), "sync" | "sync/atomic") && name != "Locker" {
                        return true;
                    }
                    if ["Lock", "Unlock"].iter().all(|it| self.universe.method_object(package, &name, it).is_some()) {
                        return true;
                    }
                }
                let under = self.universe.underlying(ty);
                under != ty && self.holds_lock(under, depth + 1)
            }
            Type::Struct(..) => self.universe.fields(ty).into_iter().any(|(_, of)| self.holds_lock(of, depth + 1)),
            _ => false,
        }
    }
}

enum Use {
    /// It may be embedded here.
    Embedded(Span),
    /// It has another name.
    Alias(ObjId, SmolStr),
    Other(Span, &'static str),
}

/// Uses of types that a method of theirs changes.
struct Uses<'a> {
    entry: &'a Entry,
    targets: &'a FxHashSet<ObjId>,
    found: Vec<Use>,
}

impl Uses<'_> {
    /// Where a type expression says one of the types.
    fn says(&self, ty: &Expr) -> Option<Span> {
        let at = embedded_name(ty)?;
        self.entry.object(at).filter(|it| self.targets.contains(it)).map(|_| at)
    }
}

impl Visit for Uses<'_> {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            // What a method of the type itself does is looked at as that method.
            Decl::Func(it) if matches!(it.name.name.as_str(), TAKES | GIVES) => {
                let receiver = it.receiver.as_ref().and_then(|it| embedded_name(&it.ty));
                if receiver.and_then(|at| self.entry.object(at)).is_some_and(|it| self.targets.contains(&it)) {
                    return;
                }
            }
            Decl::Type(spec) => match (self.says(&spec.ty), self.entry.object(spec.name.span)) {
                (Some(_), Some(object)) if spec.alias && !self.targets.contains(&object) => {
                    self.found.push(Use::Alias(object, spec.name.name.clone()));
                }
                (Some(at), _) if !spec.alias && !matches!(spec.ty.kind, ExprKind::Star(_)) => {
                    self.found.push(Use::Other(at, "is what another type is made from, which has not its methods"));
                }
                _ => {}
            },
            _ => {}
        }
        walk_decl(self, decl);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::StructType(fields) => {
                let embedded = fields.iter().filter(|it| it.embedded).filter_map(|it| embedded_name(&it.ty));
                self.found.extend(embedded.map(Use::Embedded));
            }
            ExprKind::Call { function, .. } => {
                let at = self.says(function);
                self.found.extend(at.map(|at| Use::Other(at, "is what values of another type are converted to")));
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}
