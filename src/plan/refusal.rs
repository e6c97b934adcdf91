//! What a batch does not do, and why: refused, or left to people.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Change, FileId, Language, SymbolId};

use super::Input;

/// Why a group can't be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Refusal {
    /// The symbol, or the text of the hit.
    pub what: String,
    /// `repo/path:line`
    pub place: String,
    /// What is in the way.
    pub reason: String,
    /// What to do about it.
    pub way_out: String,
}

/// A hit that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Manual {
    /// `repo/path:line`
    pub place: String,
    /// The symbol, or the text of the hit.
    pub what: String,
    /// What has to be decided.
    pub reason: String,
}

pub(super) fn refuse(input: &Input, at: usize, reason: impl Into<String>, way_out: impl Into<String>) -> Refusal {
    let occurrence = &input.facts.occurrences[at];
    let text = input.sources[occurrence.file.0 as usize].text.get(occurrence.span.range());
    let symbol = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol).path.as_str());
    Refusal {
        what: symbol.or(text).unwrap_or_default().to_owned(),
        place: place(input, occurrence.file, occurrence.span.start),
        reason: reason.into(),
        way_out: way_out.into(),
    }
}

pub(super) fn manual(input: &Input, at: usize, reason: impl Into<String>) -> Manual {
    let refusal = refuse(input, at, reason, "");
    Manual { place: refusal.place, what: refusal.what, reason: refusal.reason }
}

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
        Change::AcceptBoth if language != Language::Go => {
            format!(
                "`{name}` is written for Go only: read the new name first, the old one where it is absent, and warn"
            )
        }
        Change::Dual | Change::Drop | Change::Delete if language != Language::Go => {
            format!("`{name}` is written for Go only: it has to be done by hand here")
        }
        Change::AcceptBoth => format!("`{name}`: the key is neither simply read nor simply set here"),
        _ => format!("`{name}` has to be done by hand here"),
    }
}

/// `repo/path:line` of a byte offset.
pub(crate) fn place(input: &Input, file: FileId, offset: u32) -> String {
    let source = &input.sources[file.0 as usize];
    let before = source.text.as_bytes().get(..offset as usize).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    format!("{}/{}:{line}", input.repos[source.repo.0 as usize].name, source.path)
}
