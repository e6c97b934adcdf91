//! Which shapes a member of a type may be declared in: what [`Checker::members`] looks at, whatever name it is asked for.

use std::rc::Rc;

use super::ty::{Instance, ModId, Ty};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

/// The shapes of a type and of all that it is made from.
#[derive(Debug, Default)]
pub struct Reach {
    /// The shapes, in the order in which they are met.
    pub shapes: Vec<(ModId, ShapeId)>,
    /// It has names of other kinds, too: the exports of a module.
    pub open: bool,
    /// A part of it is not known.
    pub unknown: bool,
    /// A name of it may have several declarations, or one that the place of an object literal decides.
    pub several: bool,
}

impl Reach {
    /// The type has no members at all.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty() && !self.open
    }
}

impl Checker<'_> {
    /// Where the members of `ty` may be declared.
    pub fn reach(&self, ty: &Ty) -> Reach {
        let mut reach = Reach::default();
        self.ask((), || self.reach_into(ty, &mut reach));
        reach
    }

    fn reach_into(&self, ty: &Ty, reach: &mut Reach) {
        match ty {
            Ty::Shape(it) => self.reach_shape(it, reach),
            Ty::Union(parts) | Ty::Intersection(parts) => {
                reach.several = true;
                parts.iter().take(64).for_each(|part| self.ask((), || self.reach_into(part, reach)));
            }
            Ty::Parameter(..) | Ty::Deferred(..) | Ty::Sought(_) => {
                let bound = self.apparent(ty);
                if !matches!(bound, Ty::Parameter(..) | Ty::Deferred(..)) {
                    self.ask((), || self.reach_into(&bound, reach));
                }
            }
            Ty::Mapped(it) => {
                if let Some(source) = &it.source {
                    reach.several = true;
                    self.ask((), || self.reach_into(source, reach));
                }
            }
            Ty::Namespace(_) | Ty::Block(..) => reach.open = true,
            Ty::Unknown => reach.unknown = true,
            _ => {}
        }
    }

    fn reach_shape(&self, it: &Rc<Instance>, reach: &mut Reach) {
        for (module, id, env) in self.shape_parts(it) {
            let loaded = self.loaded(module);
            let shape = loaded.module.shape(id);
            reach.several |= shape.kind == ShapeKind::Object;
            match reach.shapes.contains(&(module, id)) {
                // With other arguments its bases may be others.
                true if env.is_none() => return,
                true => {}
                false => reach.shapes.push((module, id)),
            }
        }
        for base in self.bases(it) {
            self.ask((), || self.reach_into(&base, reach));
        }
    }
}
