//! What deciding about a hit needs to know of files whose texts are not at hand: of other repositories, when they were read somewhere else.
//! No rule is asked here: what is noted serves every rule pack with the same terms.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::model::{FileId, Span, SymbolId};
use crate::text::keys::Tally;

/// Rows about symbols and places of facts, each as the facts number them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The lines of places that evidence may name: file, offset, line.
    pub lines: Vec<(FileId, u32, u32)>,
    /// Symbols whose old name some place gives up.
    pub given_up: Vec<SymbolId>,
    /// The names of columns, in lower case, each with whether its table writes names as `lampState`.
    pub columns: Vec<(SmolStr, bool)>,
    /// Places that say how a key is written.
    pub keys: Vec<Key>,
    /// Members that another repository declares, each with whether the names beside it are written as `lamp_state`.
    pub members: Vec<(SymbolId, bool)>,
}

/// A place at which a symbol is the key of data, and how the keys around it are written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The symbol.
    pub symbol: SymbolId,
    /// The file.
    pub file: FileId,
    /// Where it stands.
    pub span: Span,
    /// The index of its term.
    pub term: u32,
    /// How it is written.
    pub text: SmolStr,
    /// It is a name that a mapper asks a table for: no key where there is a column of the name.
    pub mapped: bool,
    /// The keys beside it.
    pub beside: Tally,
    /// The keys of its file.
    pub around: Tally,
}

impl Elsewhere {
    /// The same rows once each, in order. Of two rows about a column, one that says `lampState` counts.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.lines.sort_unstable();
        self.lines.dedup();
        self.given_up.sort_unstable();
        self.given_up.dedup();
        self.columns.sort_unstable_by(|a, b| (&a.0, !a.1).cmp(&(&b.0, !b.1)));
        self.columns.dedup_by(|a, b| a.0 == b.0);
        self.keys.sort_unstable();
        self.keys.dedup();
        self.members.sort_unstable();
        self.members.dedup();
        self
    }

    /// With the symbols that `new` has in the place of these.
    #[must_use]
    pub fn renumbered(mut self, new: impl Fn(SymbolId) -> SymbolId) -> Self {
        self.given_up.iter_mut().for_each(|it| *it = new(*it));
        self.keys.iter_mut().for_each(|it| it.symbol = new(it.symbol));
        self.members.iter_mut().for_each(|it| it.0 = new(it.0));
        self
    }
}
