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
            Ty::Parameter(module, binding) => {
                let loaded = self.loaded(*module);
                if let What::TypeParam { constraint: Some(constraint) } = loaded.module.binding(*binding).what {
                    let bound = self.resolve(*module, constraint, &None);
                    self.ask((), || self.reach_into(&bound, reach));
                }
            }
            Ty::Namespace(_) => reach.open = true,
            _ => {}
        }
    }

    fn reach_shape(&self, it: &Rc<Instance>, reach: &mut Reach) {
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        reach.several |= shape.kind == ShapeKind::Object;
        match reach.shapes.contains(&(it.module, it.shape)) {
            // With other arguments its bases may be others.
            true if it.env.is_none() => return,
            true => {}
            false => reach.shapes.push((it.module, it.shape)),
        }
        for base in &shape.extends {
            let base = self.resolve(it.module, *base, &it.env);
            self.ask((), || self.reach_into(&base, reach));
        }
        for base in shape.bases.iter().rev().take(16) {
            let base = self.base(it, shape, *base);
            self.ask((), || self.reach_into(&base, reach));
        }
    }
}
