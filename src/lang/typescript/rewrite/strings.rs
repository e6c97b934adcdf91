//! What a string says that is just the word: the name of a member, a value of its own, or nobody knows.

use super::reader::Reader;
use super::reference::Spot;
use crate::lang::typescript::resolve::tracer::{Provenance, Tracer};
use crate::lang::typescript::resolve::types::{ModId, Ty};
use crate::lang::typescript::syntax::module::*;

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
        let words = self.is_asked_for_words(expr);
        let is_package = |source: &str| self.is_package(source);
        let tracer = Tracer::new(&self.checker, &is_package);
        match module.expr(outer).place {
            Place::Argument(call, _) => match self.checker.called(self.main, call) {
                Some((at, _)) if !self.is_foreign(at) => (if words { Spot::Words } else { Spot::Constant }, own()),
                _ => {
                    let given = tracer.of_call(self.main, call);
                    let unrelated = given.is_foreign() || (words && self.is_choice(expr));
                    (if unrelated { Spot::Words } else { Spot::Text }, given)
                }
            },
            Place::Attribute(jsx, _) => match &module.expr(jsx).kind {
                ExprKind::Jsx { name: Some(name), .. } if !words => {
                    (Spot::Text, tracer.of_element(self.main, jsx, *name))
                }
                _ => (Spot::Words, own()),
            },
            _ if words => (Spot::Words, own()),
            _ => (Spot::Constant, own()),
        }
    }

    fn is_foreign(&self, module: ModId) -> bool {
        self.checker.is_library(module) || self.checker.is_installed(module)
    }

    /// A known type asks for a text there, and for no name of another type.
    fn is_asked_for_words(&self, expr: ExprId) -> bool {
        let asked = self.asked(expr);
        let parts = match &asked {
            Ty::Union(parts) => parts.as_slice(),
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
        let compared = module.exprs.iter().find_map(|it| match it.kind {
            ExprKind::Equal { left, right, .. } if left == expr => Some(right),
            ExprKind::Equal { left, right, .. } if right == expr => Some(left),
            _ => None,
        });
        let chosen = || module.switches.iter().find(|it| it.clauses.contains(&Some(expr))).map(|it| it.value);
        compared.or_else(chosen).map_or(Ty::Unknown, |it| self.checker.type_of(self.main, it))
    }
}
