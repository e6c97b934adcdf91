//! Strings that name something: keys, struct tags, labels, and the words in messages.

use smol_str::SmolStr;

use crate::lang::go::ast::{Element, Expr, ExprKind, Field};
use crate::lang::go::both_keys::{self, GIVES, TAKES};
use crate::model::{Certainty, FlowKind, Prefix, Role, Span, Strength, SymbolId, SymbolInfo};

use super::calls::content;
use super::wire::purpose;
use super::{Around, Walker};

impl Walker<'_, '_> {
    /// Hits in a struct tag: a wire name of the field.
    pub(super) fn tag(&mut self, tag: Span, field: SymbolId) {
        for hit in self.hits_in(tag) {
            let key = tag_key(&self.text[tag.range()], (hit.span.start - tag.start) as usize);
            let info = self.out.symbols.get(field);
            // All methods that are written for two keys call their fields alike.
            let known = if self.around.paired.is_some() { usize::MAX } else { 2 };
            let mut owner: Vec<&str> = info.path.rsplit(['/', '.']).take(known).collect();
            owner.reverse();
            let path = Prefix::Tag.of(format_args!("{}/{key}", owner.join(".")));
            let context = info.context.clone();
            let symbol = self.string_symbol(path, hit.span, Role::StructTag, context);
            self.link(field, symbol, FlowKind::Tag, Strength::Strong, tag);
            self.record(hit.span, Role::StructTag, Some(symbol), false, Certainty::Resolved);
        }
    }

    /// The fields of a struct. In a method that takes or gives two keys of a value, both are the same thing.
    pub(super) fn fields(&mut self, fields: &[Field]) {
        let function = self.paths.function.map(|it| self.universe.object(it).name.clone());
        let paired: Vec<[&Field; 2]> = match function.as_deref() {
            Some(TAKES | GIVES) => both_keys::pairs(fields).collect(),
            _ => Vec::new(),
        };
        for field in fields {
            let pair = paired.iter().find(|pair| pair.iter().any(|it| it.span == field.span));
            let paired = pair.map(|[new, old]| Span { start: new.span.start, end: old.span.end });
            self.within(Around { paired, ..self.around }, |walker| walker.field(field, Role::Field));
        }
        for [new, old] in paired {
            let symbol = |it: &Field| self.meanings.get(&self.hits_in(it.tag?).first()?.span.start)?.symbol;
            if let (Some(from), Some(to)) = (symbol(new), symbol(old)) {
                self.link(from, to, FlowKind::SameName, Strength::Strong, old.span);
            }
        }
    }

    /// `"run:" + id`: the words speak of the value that is joined to them.
    pub(super) fn label(&mut self, text: &Expr, value: &Expr) {
        // `SELECT run_id FROM turns WHERE ` + conditions speaks of its columns.
        if crate::lang::sql::is_sql(self.content(text)) {
            return;
        }
        let Some(hit) = self.hits_in(text.span).pop() else { return };
        self.wire_words(text);
        let known = self.meanings.get(&hit.span.start).and_then(|it| it.symbol);
        let word = SmolStr::new(&self.text[hit.span.range()]);
        let mut values = self.origins(value);
        if let ExprKind::Call { arguments, .. } = &value.kind {
            for argument in arguments {
                values.extend(self.origins(argument));
            }
        }
        let path = Prefix::String.of(word);
        let symbol = known.unwrap_or_else(|| self.string_symbol(path, hit.span, Role::StringLiteral, Vec::new()));
        for value in values {
            self.link(value, symbol, FlowKind::Mention, Strength::Weak, text.span);
        }
        self.record(hit.span, Role::StringLiteral, Some(symbol), false, Certainty::Textual);
    }

    /// The value of a `"type": "planning.start"` element: what its siblings are about.
    pub(super) fn kind_of(&self, element: &Element) -> Option<SmolStr> {
        let key = element.key.as_ref().filter(|key| key.is_string())?;
        let name = self.content(key);
        (matches!(name, "type" | "kind" | "event" | "event_type") && element.value.is_string())
            .then(|| SmolStr::new(self.content(&element.value)))
    }

    pub(super) fn string_symbol(&mut self, path: SmolStr, at: Span, role: Role, context: Vec<SmolStr>) -> SymbolId {
        let symbol = self.out.symbols.intern(SymbolInfo {
            path,
            scope: SmolStr::default(),
            name: SmolStr::new(&self.text[at.range()]),
            role,
            decl: Some((self.file, at)),
            context,
            generated: false,
            external: false,
        });
        if self.seen_set.insert(symbol) {
            self.seen.push(symbol);
        }
        symbol
    }

    /// The symbol of a string that is exactly one hit: a key, or an example value.
    pub(super) fn key_symbol(&mut self, literal: &Expr, prefix: Prefix, role: Role) -> Option<SymbolId> {
        let hit = self.hits_in(literal.span).into_iter().next()?;
        let content = self.content(literal);
        if content != &self.text[hit.span.range()] {
            return None;
        }
        let path = prefix.of(content);
        let context = self.siblings.clone();
        Some(self.string_symbol(path, hit.span, role, context))
    }

    /// Records the hits of a string; a key gets its symbol.
    pub(super) fn literal(&mut self, literal: &Expr, role: Role) {
        let prefix = match role {
            Role::LogKey => Prefix::Log,
            Role::MapKey => Prefix::Json,
            Role::QueryParameter => Prefix::Query,
            _ => Prefix::String,
        };
        self.literal_of(literal, role, prefix);
    }

    /// The same for a key of a kind.
    pub(super) fn literal_of(&mut self, literal: &Expr, role: Role, prefix: Prefix) {
        if self.hits_in(literal.span).is_empty() || self.sql_text(literal) {
            return;
        }
        match self.key_symbol(literal, prefix, role) {
            Some(symbol) => {
                let at = self.out.symbols.get(symbol).decl.map(|(_, span)| span).unwrap_or(literal.span);
                let certainty = if prefix == Prefix::String { Certainty::Textual } else { Certainty::Resolved };
                self.record(at, role, Some(symbol), prefix != Prefix::String, certainty);
                if prefix == Prefix::Path {
                    self.path_read(symbol);
                }
            }
            None if prefix == Prefix::Path => {
                for hit in self.hits_in(literal.span) {
                    self.path_word(hit.span);
                }
            }
            None => {
                self.wire_words(literal);
                self.text_hits(literal.span, role);
            }
        }
    }

    /// Records the words of a string that leave the program.
    fn wire_words(&mut self, literal: &Expr) {
        let quoted = &self.text[literal.span.range()];
        let text = content(quoted).to_owned();
        let start = literal.span.start as usize + usize::from(quoted.starts_with(['"', '`']));
        for hit in self.hits_in(literal.span) {
            let (from, to) = (hit.span.start as usize, hit.span.end as usize);
            if from < start || to - start > text.len() {
                continue;
            }
            let Some((role, prefix)) = purpose(&text, from - start..to - start) else { continue };
            if prefix == Prefix::Path {
                self.path_word(hit.span);
                continue;
            }
            let path = prefix.of(&self.text[hit.span.range()]);
            let symbol = self.string_symbol(path, hit.span, role, Vec::new());
            self.record(hit.span, role, Some(symbol), true, Certainty::Textual);
        }
    }

    pub(super) fn text_hits(&mut self, span: Span, role: Role) {
        for hit in self.hits_in(span) {
            self.record(hit.span, role, None, false, Certainty::Textual);
        }
    }

    pub(super) fn content(&self, literal: &Expr) -> &str {
        content(&self.text[literal.span.range()])
    }
}

/// The key of the struct tag pair that holds byte `at` of the tag: `json` of `json:"run_id"`.
fn tag_key(tag: &str, at: usize) -> &str {
    let before = &tag[..at.min(tag.len())];
    let Some(colon) = before.rfind(":\"") else { return "" };
    let start = before[..colon].rfind([' ', '`', '"']).map_or(0, |space| space + 1);
    &before[start..colon]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_tag_pair_is_found() {
        let tag = "`json:\"run_id,omitempty\" yaml:\"runId\"`";
        assert_eq!(tag_key(tag, 8), "json");
        assert_eq!(tag_key(tag, 32), "yaml");
        assert_eq!(tag_key("`broken`", 3), "");
        assert_eq!(content("\"a\""), "a");
        assert_eq!(content("`open"), "open");
    }
}
