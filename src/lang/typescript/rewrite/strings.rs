//! What a string says that is just the word: the name of a member, a value of its own, or nobody knows.

use super::reader::Reader;
use super::reference::Spot;
use crate::lang::typescript::resolve::tracer::{Provenance, Tracer};
use crate::lang::typescript::resolve::types::{ModId, Ty};
use crate::lang::typescript::syntax::module::*;

/// Packages that take names of columns as strings, and make SQL of them.
const QUERY_BUILDERS: &[&str] =
    &["kysely", "knex", "drizzle-orm", "objection", "typeorm", "sequelize", "@mikro-orm/core"];

impl Reader<'_> {
    /// What the string can be the name of, and where that comes from. Only who is given both the string and a value can take the one for the
    /// name of a member of the other, so for an argument all that the call is given counts.
    pub(super) fn string(&self, expr: ExprId) -> (Spot, Provenance) {
        let module = &self.loaded.module;
        let mut outer = expr;
        for _ in 0..16 {
            outer = match module.expr(outer).place {
                Place::Element(it) | Place::Inside(it) => it,
                Place::Value(shape, _) | Place::Computed(shape) => match module.shape(shape).expr {
                    Some(object) => object,
                    None => break,
                },
                _ => break,
            };
        }
        let own = || Provenance { any: false, files: [module.path.clone()].into() };
        if self.is_value_of_member(expr) {
            return (Spot::Words, own());
        }
        // `@Match('jobId') again`: the decorator is given the class, too.
        if self.is_told_of_a_member(expr) {
            return (Spot::Text, own());
        }
        let words = self.is_asked_for_words(expr);
        let is_package = |source: &str| self.is_package(source);
        let tracer = Tracer::new(&self.checker, &is_package);
        let unknown = || (Spot::Constant, own());
        if words && self.is_choice(expr) {
            return (Spot::Words, own());
        }
        match module.expr(outer).place {
            Place::Argument(call, index) => match self.checker.called(self.main, call) {
                Some((at, func)) if !self.is_foreign(at) && self.checker.loaded(at).module.func(func).has_body => {
                    let loaded = self.checker.loaded(at);
                    let root = loaded.module.func(func).params.get(index as usize);
                    let param = root.and_then(|it| loaded.module.roots[*it].binding);
                    let spoken = words && outer == expr && param.is_some_and(|it| self.is_spoken(at, it));
                    if spoken { (Spot::Words, own()) } else { unknown() }
                }
                // `addColumn("runId", "text")`: the row of a table is an object that has its columns as members.
                _ if self.builds_queries() => (Spot::Column, Provenance { any: true, ..own() }),
                _ => {
                    let given = tracer.of_call(self.main, call);
                    (if given.is_foreign() { Spot::Words } else { Spot::Text }, given)
                }
            },
            Place::Attribute(jsx, _) => match &module.expr(jsx).kind {
                ExprKind::Jsx { name: None, .. } => (Spot::Words, own()),
                // Children of an element, and the like.
                _ if words && !self.is_plain(expr) => (Spot::Words, own()),
                ExprKind::Jsx { name: Some(name), .. } => {
                    let given = tracer.of_element(self.main, jsx, *name);
                    if given.is_foreign() { (Spot::Words, given) } else { unknown() }
                }
                _ => unknown(),
            },
            _ if words && !self.is_plain(expr) => (Spot::Words, own()),
            _ => match self.compared(expr) {
                Some(other) => {
                    let from = tracer.of_owner(self.main, other);
                    let of_package = words && self.is_from_package(other);
                    if from.is_foreign() && of_package { (Spot::Words, from) } else { unknown() }
                }
                None => unknown(),
            },
        }
    }

    /// `enum Color { Red = 'Red' }`: what the member is at run time, and no name of it.
    fn is_value_of_member(&self, expr: ExprId) -> bool {
        let mut enums = self.loaded.module.shapes.iter().filter(|it| it.kind == ShapeKind::Enum);
        enums.any(|it| it.members.iter().any(|it| it.value == Some(expr)))
    }

    /// The string stands in the decorator of a field.
    fn is_told_of_a_member(&self, expr: ExprId) -> bool {
        let leaf = self.loaded.trees.as_ref().and_then(|it| it.leaf(self.loaded.module.expr(expr).span));
        let mut around = std::iter::successors(leaf, |it| it.parent()).take(16);
        let decorator = around.find(|it| it.kind() == "decorator");
        decorator.and_then(|it| it.parent()).is_some_and(|it| it.kind() == "public_field_definition")
    }

    /// The module imports a builder of queries.
    fn builds_queries(&self) -> bool {
        let text = &self.source.text;
        QUERY_BUILDERS.iter().any(|package| {
            text.match_indices(package).any(|(at, _)| {
                text[..at].ends_with(['"', '\'']) && text[at + package.len()..].starts_with(['"', '\'', '/'])
            })
        })
    }

    /// What an expression holds is asked of a value of a package: `event.key`.
    fn is_from_package(&self, expr: ExprId) -> bool {
        let ExprKind::Member { object, .. } = &self.loaded.module.expr(expr).kind else { return false };
        match self.checker.type_of(self.main, *object) {
            Ty::Shape(it) => self.is_foreign(it.module),
            _ => false,
        }
    }

    /// The parameter is only written out and compared: nobody looks a member up by it.
    fn is_spoken(&self, module: ModId, param: BindingId) -> bool {
        let loaded = self.checker.loaded(module);
        let it = &loaded.module;
        let name = &it.binding(param).ident.name;
        let uses = it.exprs.entries().filter(|(_, expr)| matches!(&expr.kind, ExprKind::Ident(other) if other == name));
        let mut own =
            uses.filter(|(id, _)| self.checker.identifier(module, *id).is_none_or(|it| it == (module, param)));
        own.all(|(id, expr)| {
            let held = it.roots.iter().any(|root| root.init == Some(id));
            let asked = it.exprs.iter().any(|it| matches!(it.kind, ExprKind::Member { object, .. } if object == id));
            let tested = loaded.index().tested(id).is_some();
            matches!(expr.place, Place::Free | Place::Child(_)) && !held && !asked && !tested
        })
    }

    fn is_foreign(&self, module: ModId) -> bool {
        self.checker.is_library(module) || self.checker.is_installed(module)
    }

    /// A known type asks for a text there, and for no name of another type.
    fn is_asked_for_words(&self, expr: ExprId) -> bool {
        let asked = self.asked(expr);
        let parts = match &asked {
            Ty::Union(parts) => parts,
            other => std::slice::from_ref(other),
        };
        parts.iter().all(|it| match it {
            Ty::Shape(it) => self.is_foreign(it.module),
            it => matches!(
                it,
                Ty::Text(_)
                    | Ty::Digits(_)
                    | Ty::Bool(_)
                    | Ty::String
                    | Ty::Number
                    | Ty::Boolean
                    | Ty::Undefined
                    | Ty::Null
                    | Ty::Enum(..)
                    | Ty::EnumMember(..)
                    | Ty::Primitive
            ),
        })
    }

    /// Any text will do, or the name of any property: a text or a symbol, as the handler of a `Proxy` gets it.
    fn is_plain(&self, expr: ExprId) -> bool {
        let asked = self.asked(expr);
        let texts = |it: &Ty| matches!(it, Ty::String | Ty::Undefined | Ty::Null);
        let has = |parts: &[Ty], wanted: fn(&Ty) -> bool| parts.iter().any(wanted);
        match &asked {
            Ty::Union(parts) => {
                parts.iter().all(texts)
                    || (has(parts, |it| matches!(it, Ty::String)) && has(parts, |it| matches!(it, Ty::Primitive)))
            }
            other => texts(other),
        }
    }

    /// One of several texts is asked for, and this is one of them.
    fn is_choice(&self, expr: ExprId) -> bool {
        let asked = self.asked(expr);
        matches!(&asked, Ty::Union(parts) if parts.iter().any(|it| matches!(it, Ty::Text(it) if it == self.word)))
    }

    /// The type that the string has to be of: that of its place, or of what it is compared with.
    fn asked(&self, expr: ExprId) -> Ty {
        let module = &self.loaded.module;
        if module.expr(expr).place != Place::Free {
            return self.checker.contextual(self.main, expr);
        }
        self.compared(expr).map_or(Ty::Unknown, |it| self.checker.type_of(self.main, it))
    }

    /// What the string is compared with.
    fn compared(&self, expr: ExprId) -> Option<ExprId> {
        let module = &self.loaded.module;
        let compared = module.exprs.iter().find_map(|it| match it.kind {
            ExprKind::Equal { left, right, .. } if left == expr => Some(right),
            ExprKind::Equal { left, right, .. } if right == expr => Some(left),
            _ => None,
        });
        let chosen = || module.switches.iter().find(|it| it.clauses.contains(&Some(expr))).map(|it| it.value);
        compared.or_else(chosen)
    }
}
