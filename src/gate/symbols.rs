//! The symbols that the code has now: whether a name that is gone was renamed, or only mended.

use std::collections::BTreeSet;

use crate::model::{SymbolPath, SymbolTable};

/// All symbols of a run, without functions that have no name.
#[derive(Clone, Debug, Default)]
pub struct Symbols(BTreeSet<String>);

impl Symbols {
    /// Those of these facts.
    pub fn of(symbols: &SymbolTable) -> Self {
        Self(symbols.iter().map(|(_, info)| SymbolPath(&info.path).without_nameless().into_owned()).collect())
    }

    /// True when the first name in which `old` differs from `new` is gone with all that it held: `api.Chat` of `api.Chat.RunID`, where
    /// `api.Talk.RunID` is new. A type that still has other members was not renamed.
    pub(super) fn gave_way(&self, old: &str, new: &str) -> bool {
        let same = old.char_indices().zip(new.chars()).find(|((_, a), b)| a != b).map_or(old.len(), |((at, _), _)| at);
        let end = old[same.min(old.len())..].find(|c| !is_word(c)).map_or(old.len(), |at| same + at);
        let front = &old[..end];
        let mut from = self.0.range(front.to_owned()..).take_while(|it| it.starts_with(front));
        !from.any(|it| !it[front.len()..].starts_with(is_word))
    }
}

/// The last name of a symbol.
pub(super) fn last_part(symbol: &str) -> &str {
    symbol.rsplit(|c| !is_word(c)).next().unwrap_or(symbol)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
