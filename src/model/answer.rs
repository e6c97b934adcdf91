//! What the front door answers about one symbol or one place: typed values that reports print.

use schemars::JsonSchema;
use serde::Serialize;
use smol_str::SmolStr;

use super::fact::FileFacts;
use super::finding::{Finding, Step};
use super::place::Place;
use super::plan::Plan;

/// Every reference of one symbol.
#[derive(Clone, Debug)]
pub struct References {
    /// The symbol, in full.
    pub symbol: String,
    /// Its references, sorted by file and place.
    pub rows: Vec<Reference>,
    /// Interfaces outside of the roots that bind it.
    pub bound: Vec<Bound>,
    /// Places that bear the name with a meaning that is not known (on a value of unknown type), sorted.
    pub unresolved: Vec<Place>,
}

/// One reference: a finding that no rule has looked at, and how it belongs to the symbol.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The place; what only rules can fill is empty.
    pub finding: Finding,
    /// How it belongs to the symbol.
    pub relation: Relation,
    /// It declares the symbol, or the one that it is linked by.
    pub declaration: bool,
    /// The line of source that it stands in.
    pub line: String,
}

/// How a reference belongs to the symbol that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// It means that symbol.
    Target,
    /// It means one that has to keep the same name: a method bound by an interface, an embedded field, a member of a type that
    /// extends or implements another.
    Linked,
}

/// A method that an interface outside of the roots needs under its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bound {
    /// The method.
    pub method: String,
    /// The method of the interface.
    pub interface: String,
}

/// Why one occurrence means what it means.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The occurrence, and what was decided.
    pub finding: Finding,
    /// The chain of evidence of `finding`, with the lines of source that it names.
    pub evidence: Vec<Evidence>,
    /// The rules that were tried, in order; the last one won, unless it failed too.
    pub tried: Vec<Tried>,
    /// How many other occurrences have their meaning from the name at the end of the chain.
    pub others: usize,
    /// Places in other languages and repositories that may say the same name on the wire, those of the same type first.
    pub sides: Vec<Side>,
}

/// A place that may be the other side of a name on the wire.
#[derive(Clone, Debug)]
pub struct Side {
    /// It is a key of the same type; only the key is the same otherwise.
    pub same: bool,
    /// The place, with what it means there.
    pub finding: Finding,
    /// The line of source that it stands in.
    pub quote: String,
}

/// A step of a chain of evidence.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it says, and where.
    pub step: Step,
    /// The line of source there, empty where there is none.
    pub quote: String,
}

/// A rule that was asked about an occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// `rule → category`
    pub rule: String,
    /// What did not hold; `None` for the rule that won.
    pub failed: Option<String>,
}

/// One symbol before it gets another name.
#[derive(Debug)]
pub struct SymbolFacts {
    /// The symbol, in full.
    pub symbol: SmolStr,
    /// Its name, the last part of it.
    pub name: SmolStr,
    /// An occurrence for each reference of it and of what has to keep the same name, each with its symbol.
    pub facts: FileFacts,
}

/// What a rename would do.
#[derive(Debug)]
pub struct Renaming {
    /// The symbol, in full.
    pub symbol: SmolStr,
    /// Its name now, the last part of it.
    pub name: SmolStr,
    /// The edits, what forbids the new name, and what a person has to look at.
    pub plan: Plan,
}

/// A question about a symbol that has no answer: none has the name, or several have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSymbol {
    /// Nothing has this name.
    #[error("no symbol `{symbol}`{}", hint(.nearest))]
    Unknown {
        /// As asked.
        symbol: SmolStr,
        /// Symbols with the same last part, or a similar one, the nearest first.
        nearest: Vec<SmolStr>,
    },
    /// No symbol stands at this place.
    #[error("no symbol at `{place}`: {what}; {help}")]
    Nothing {
        /// As asked.
        place: SmolStr,
        /// What stands there.
        what: SmolStr,
        /// What to do.
        help: &'static str,
    },
    /// Several symbols have this name.
    #[error("`{symbol}` names {} symbols; say which:{}", .candidates.len(), listed(.candidates))]
    Ambiguous {
        /// As asked.
        symbol: SmolStr,
        /// What each of them can be asked for by.
        candidates: Vec<SmolStr>,
    },
}

fn hint(nearest: &[SmolStr]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        all => format!("; did you mean one of these?{}", listed(all)),
    }
}

/// One a line, so that a person can take one.
fn listed(symbols: &[SmolStr]) -> String {
    symbols.iter().map(|it| format!("\n  {it}")).collect()
}
