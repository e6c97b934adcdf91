//! What a batch does not do, and why: refused, or left to people.

use std::collections::BTreeMap;

use crate::model::plan::{Input, Refusal, refuse};
use crate::model::{Change, Language, SymbolId};

/// Uses and declarations in files that are never edited, and declarations outside of the roots.
pub(super) fn foreign(input: &Input, symbols: &[SymbolId], uses: &BTreeMap<SymbolId, Vec<usize>>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for symbol in symbols {
        let info = input.facts.symbols.get(*symbol);
        let Some(first) = uses.get(symbol).and_then(|uses| uses.first()) else { continue };
        if info.external {
            let reason = "it is declared outside of the roots";
            refusals.push(refuse(input, *first, reason, "add the repository that declares it to the roots"));
        }
        if info.generated {
            let reason = "it is declared in a generated file, which is never edited";
            refusals.push(refuse(
                input,
                *first,
                reason,
                "change what the file is generated from, or list it under `keep:`",
            ));
            continue;
        }
        for at in uses.get(symbol).into_iter().flatten() {
            if input.sources[input.facts.occurrences[*at].file.0 as usize].generated {
                let reason = "it is used in a generated file, which is never edited";
                refusals.push(refuse(input, *at, reason, "change what the file is generated from"));
            }
        }
    }
    refusals
}

/// Why a change was not made, where its shape was not understood.
pub(super) fn unwritten(change: Change, language: Language) -> String {
    let name = change.name();
    match change {
        Change::AcceptBoth if language != crate::lang::go::GO => {
            format!(
                "`{name}` is written for Go only: read the new name first, the old one where it is absent, and warn"
            )
        }
        Change::Dual | Change::Drop | Change::Delete if language != crate::lang::go::GO => {
            format!("`{name}` is written for Go only: it has to be done by hand here")
        }
        Change::AcceptBoth => format!("`{name}`: the key is neither simply read nor simply set here"),
        _ => format!("`{name}` has to be done by hand here"),
    }
}
