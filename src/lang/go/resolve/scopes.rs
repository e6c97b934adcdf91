//! The names of open scopes. The latest of a name is found at once, however many there are.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::object::ObjId;
use super::types::TypeId;

/// What a name means in a scope. The variable of a type switch has another type in each clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binding {
    pub obj: ObjId,
    pub ty: Option<TypeId>,
}

/// What names stand for, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    all: Vec<(SmolStr, Binding)>,
    by_name: FxHashMap<SmolStr, Vec<usize>>,
}

impl Scopes {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(SmolStr, Binding)> {
        self.all.iter()
    }

    pub(super) fn push(&mut self, name: SmolStr, binding: Binding) {
        self.by_name.entry(name.clone()).or_default().push(self.all.len());
        self.all.push((name, binding));
    }

    /// Forgets all but the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        for (name, _) in self.all.drain(len.min(self.all.len())..) {
            if let Some(places) = self.by_name.get_mut(&name) {
                places.pop();
            }
        }
    }

    /// The latest of a name that is none of the first `mark`.
    pub(super) fn latest(&self, name: &str, mark: usize) -> Option<Binding> {
        let at = *self.by_name.get(name)?.last()?;
        (at >= mark).then(|| self.all[at].1)
    }
}
