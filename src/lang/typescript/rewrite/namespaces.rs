//! Plain names in a namespace that is declared in parts.

use super::reader::Reader;
use super::reference::Meaning;
use crate::lang::typescript::syntax::module::*;

impl Reader<'_> {
    /// What a namespace exports has its plain name in all parts of the namespace. Which of its names are exported is not known, so the name may
    /// be one that is found further out as well.
    pub(super) fn or_in_another_part(&self, found: Meaning, scope: ScopeId) -> Meaning {
        let module = &self.loaded.module;
        let mut others = Vec::new();
        for scope in std::iter::successors(Some(scope), |it| module.scopes[*it].parent) {
            if module.scopes[scope].names.contains_key(self.word) {
                break;
            }
            let Some(id) = self.loaded.index().namespace(scope) else { continue };
            for (at, part) in self.checker.merged(self.main, id) {
                let loaded = self.checker.loaded(at);
                let What::Namespace(inner) = loaded.module.binding(part).what else { continue };
                let named = loaded.module.scopes[inner].names.get(self.word).into_iter().flatten();
                others.extend(named.map(|id| self.decl(at, loaded.module.binding(*id).ident.span)));
            }
            if !others.is_empty() {
                break;
            }
        }
        match (found, others.is_empty()) {
            (found, true) => found,
            (Meaning::Of(parts), false) => {
                others.extend(parts);
                others.sort();
                others.dedup();
                Meaning::Of(others)
            }
            (_, false) => Meaning::Of(others),
        }
    }
}
