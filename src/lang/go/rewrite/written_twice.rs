//! Struct types without a name that are written out more than once: each writing declares its fields anew, and yet both are one
//! type to the compiler. A field that is renamed in one of them alone parts them, and `append(list, struct{ … }{ … })` no longer
//! compiles.

use crate::lang::rewriter::Given;
use crate::model::SymbolId;
use crate::model::plan::{Input, Refusal, place, refuse};

use super::GoPlanner;
use super::structs::{Struct, Structs};

impl GoPlanner<'_> {
    /// The same struct type, written again in the same top-level declaration, whose field does not take the new name along.
    /// Only where one of the two has no name: two named types are never one.
    pub(super) fn written_twice(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        names: &Given,
        first: usize,
    ) -> Option<Refusal> {
        let (file, span) = input.facts.symbols.get(symbol).decl?;
        let entry = self.entry(file, span)?;
        let structs = entry.structs.get_or_init(|| Structs::of(&input.sources[file.0 as usize].text, &entry.decls));
        let own = structs.0.iter().find(|it| it.names.contains(&span))?;
        let at = own.names.iter().position(|name| *name == span)?;
        let parted = |it: &&Struct| {
            let along = it.names.get(at).and_then(|name| self.by_declaration.get(&(file, *name)));
            it.span != own.span
                && it.fields == own.fields
                && !(it.named && own.named)
                && along.and_then(|twin| names.get(twin)).is_none_or(|name| name != new)
        };
        let twin = structs.0.iter().find(parted)?;
        let reason = format!(
            "its struct type is written again ({}), and both are one type only while their fields are the same",
            place(input, file, twin.span.start)
        );
        Some(refuse(input, first, reason, "give the type a name first"))
    }
}
