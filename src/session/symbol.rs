//! Questions about one symbol, which rules play no part in: the language that knows the symbol answers.

use super::{Code, Error};
use crate::lang;
use crate::model::answer::{Renaming, SymbolFacts};
use crate::model::plan::{Decided, Input, Plan, Wire};
use crate::model::{Change, Finding, LineIndex, References};
use crate::plan::rename as planned;

/// The references of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn refs(code: &Code, symbol: &str) -> Result<References, Error> {
    Ok(lang::refs(code.view(), symbol)?)
}

/// Plans the name `new` for `symbol`, as a batch would that holds nothing else. `wire` says what becomes of a key that would change.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn rename(code: &Code, symbol: &str, new: &str, wire: Wire) -> Result<Renaming, Error> {
    let SymbolFacts { symbol, name, facts } = lang::facts_of(code.view(), symbol)?;
    let view = code.view();
    let mut decided = Vec::with_capacity(facts.occurrences.len());
    for file in facts.occurrences.chunk_by(|one, other| one.file == other.file) {
        let lines = LineIndex::new(view.sources[file[0].file.0 as usize].text.as_bytes());
        for it in file {
            let known = facts.symbols.get(it.symbol.expect("every reference has a symbol"));
            let bare = view.finding(&lines, it, &known.path);
            let finding = Finding { change: Some(Change::Rename), replacement: Some(new.to_owned()), ..bare };
            decided.push(Decided::bare(finding));
        }
    }
    let input = Input { decided: &decided, wire, ..Input::unclassified(&facts, view.sources, view.repos) };
    let target = facts.symbols.iter().find(|(_, it)| it.path == symbol).map(|(id, _)| id);
    let plan = if name == new { Plan::default() } else { target.map(|it| planned(&input, it)).unwrap_or_default() };
    Ok(Renaming { symbol, name, plan })
}
