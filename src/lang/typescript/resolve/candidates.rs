//! The value of a type parameter, from all that was found for it: after `getInferredType` of TypeScript's checker.

use super::infer::Inference;
use super::ty::{ModId, Related, Ty, union};
use super::types::Checker;
use super::values::widened;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The value that is best for the type parameter at `at`.
    pub(super) fn value_of(&self, inference: &Inference, at: usize, key: (ModId, BindingId)) -> Option<Ty> {
        let all = [&inference.found[at], &inference.weak[at], &inference.taken[at]];
        let found = all.into_iter().find(|it| !it.is_empty())?;
        let bound = self.constraint_of(key.0, key.1, &None);
        let value = self.value_within(found, &bound);
        // What the parameters of given functions say counts where the values do not fit that.
        let taken = &inference.taken[at];
        let covers = || taken.iter().any(|it| self.related(&value, it) != Related::No);
        if !taken.is_empty() && (matches!(value, Ty::Unknown | Ty::Never) || !covers()) {
            return Some(self.common(taken.clone()));
        }
        Some(value)
    }

    /// The type of all values that were found, for a type parameter with this constraint.
    fn value_within(&self, found: &[Ty], bound: &Option<Ty>) -> Ty {
        let keeps = matches!(
            bound,
            Some(
                Ty::String
                    | Ty::Number
                    | Ty::Boolean
                    | Ty::KeyOf(_)
                    | Ty::Union(_)
                    | Ty::Text(_)
                    | Ty::Primitive
                    | Ty::Parameter(..)
            )
        );
        let plain: Vec<Ty> = if keeps { found.to_vec() } else { found.iter().map(widened).collect() };
        let value = self.common(plain);
        // A value that the constraint forbids: then the constraint is meant, and the call does not fit.
        match bound {
            Some(bound) if self.related(&value, bound) == Related::No => bound.clone(),
            _ => value,
        }
    }

    /// The type that all of the others may be given to.
    fn common(&self, mut all: Vec<Ty>) -> Ty {
        if all.len() == 1 {
            return all.swap_remove(0);
        }
        if all.iter().any(|it| matches!(it, Ty::Unknown)) {
            return Ty::Unknown;
        }
        let is_empty = |it: &Ty| matches!(it, Ty::Undefined | Ty::Null);
        let empty: Vec<Ty> = all.iter().filter(|it| is_empty(it)).cloned().collect();
        all.retain(|it| !is_empty(it));
        // `[]` is an array of anything.
        if all.len() > 1 {
            let vague = |it: &Ty| self.array_element(it).is_some_and(|it| matches!(it, Ty::Never));
            if all.iter().any(|it| !vague(it)) {
                all.retain(|it| !vague(it));
            }
        }
        let plain =
            |it: &Ty| !matches!(it, Ty::Shape(_) | Ty::Func(_) | Ty::Mapped(_) | Ty::Intersection(_) | Ty::Union(_));
        let best = match all.len() {
            0 => None,
            1 => all.first().cloned(),
            _ if all.iter().all(plain) => Some(union(all.clone())),
            _ => {
                let takes_all = |one: &&Ty| all.iter().all(|it| self.related(it, one) == Related::Yes);
                Some(all.iter().find(takes_all).cloned().unwrap_or(Ty::Unknown))
            }
        };
        union(best.into_iter().chain(empty).collect())
    }
}
