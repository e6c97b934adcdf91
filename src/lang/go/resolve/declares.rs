//! What a file declares, by what a search for the methods of a name asks: read once for all names.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::lang::go::syntax::{EntryKind, Outline};

use super::unnamed::interface_literals;

/// The declarations of a file, by what a search asks of them.
pub(super) struct Declares {
    /// Entries that declare a method, by its name.
    methods: FxHashMap<SmolStr, Vec<usize>>,
    types: Vec<usize>,
    /// The interface types that are written in an entry, by bytes in it.
    pub(super) literals: BTreeMap<usize, Vec<std::ops::Range<usize>>>,
}

impl Declares {
    pub(super) fn of(outline: &Outline, text: &str) -> Self {
        let (mut methods, mut types) = (FxHashMap::default(), Vec::new());
        let mut literals = BTreeMap::new();
        for (index, entry) in outline.entries.iter().enumerate() {
            let found: Vec<_> = interface_literals(&text[entry.span.range()]).collect();
            if !found.is_empty() {
                literals.insert(index, found);
            }
            if entry.receiver.is_some() {
                for name in &entry.names {
                    methods.entry(name.name.clone()).or_insert_with(Vec::new).push(index);
                }
            } else if entry.kind == EntryKind::Type {
                types.push(index);
            }
        }
        Self { methods, types, literals }
    }

    /// The entries that may have to do with a method `name`, in order.
    pub(super) fn entries(&self, name: &str) -> Vec<usize> {
        let methods = self.methods.get(name).into_iter().flatten();
        let mut found: Vec<usize> = methods.chain(&self.types).chain(self.literals.keys()).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
