//! Keys that must not be there twice: the names in the tags of one struct, and the keys of one literal. The compiler says
//! nothing of the first (an encoder then leaves both fields out) and refuses the second.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, LiteralKind};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Role, Span};

use super::GoPlanner;

impl GoPlanner<'_> {
    /// Why the string that finding `at` stands in can't say `new` instead: another one beside it does already.
    pub(crate) fn duplicate(&mut self, input: &Input, at: usize, new: &str) -> Option<Refusal> {
        let occurrence = &input.facts.occurrences[at];
        let text = &input.sources[occurrence.file.0 as usize].text;
        if !matches!(occurrence.role, Role::StructTag | Role::MapKey) {
            return None;
        }
        let decls = self.decls(occurrence.file, occurrence.span)?;
        let other = match occurrence.role {
            Role::StructTag => tag_taken(&decls, text, occurrence.span, new)?,
            _ => key_taken(&decls, text, occurrence.span, new)?,
        };
        let reason = format!("`{new}` is a key beside it already ({})", place(input, occurrence.file, other.start));
        Some(refuse(input, at, reason, "drop one of the two in the rules, or by hand"))
    }
}

/// The tag of a field beside the one whose tag holds `hit` that gives its field the name which the hit's tag would
/// get, for the same encoder.
fn tag_taken(decls: &[Decl], text: &str, hit: Span, new: &str) -> Option<Span> {
    let mut finder = Around { hit, fields: Vec::new(), elements: Vec::new() };
    decls.iter().for_each(|decl| finder.decl(decl));
    let own = finder.fields.iter().find_map(|field| field.tag.filter(|tag| tag.contains(hit)))?;
    let (key, name) = entries(text, own).into_iter().find(|(_, name)| name.contains(hit))?;
    let after = replaced(text, name, hit, new)?;
    finder.fields.iter().filter_map(|field| field.tag).filter(|tag| *tag != own).find(|tag| {
        let taken = |(other, name): &(Span, Span)| {
            text.get(other.range()) == text.get(key.range()) && text.get(name.range()) == Some(after.as_str())
        };
        entries(text, *tag).iter().any(taken)
    })
}

/// The key of the literal around `hit` that says what the key which holds the hit would say.
fn key_taken(decls: &[Decl], text: &str, hit: Span, new: &str) -> Option<Span> {
    let mut finder = Around { hit, fields: Vec::new(), elements: Vec::new() };
    decls.iter().for_each(|decl| finder.decl(decl));
    let own = *finder.elements.iter().find(|key| key.contains(hit))?;
    let after = replaced(text, own, hit, new)?;
    finder.elements.iter().copied().find(|key| *key != own && text.get(key.range()) == Some(after.as_str()))
}

/// The text of `span` with `new` in place of `hit`.
fn replaced(text: &str, span: Span, hit: Span, new: &str) -> Option<String> {
    let (before, after) =
        (text.get(span.start as usize..hit.start as usize)?, text.get(hit.end as usize..span.end as usize)?);
    Some(format!("{before}{new}{after}"))
}

/// The `key:"name,options"` pairs of a struct tag: where the key stands, and the name without its options.
fn entries(text: &str, tag: Span) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    let whole = text.get(tag.range()).unwrap_or_default();
    let (mut at, end) = (1, whole.len().saturating_sub(1));
    while let Some(colon) = whole.get(at..end).and_then(|rest| rest.find(":\"")) {
        let from = at + colon + 2;
        let Some(close) = whole.get(from..end).and_then(|rest| rest.find('"')) else { break };
        let value = &whole[from..from + close];
        let name = value.find(',').unwrap_or(value.len());
        let key = at + whole[at..at + colon].rfind(char::is_whitespace).map_or(0, |space| space + 1);
        let place = |start: usize, end: usize| Span::new(tag.start as usize + start, tag.start as usize + end);
        found.push((place(key, at + colon), place(from, from + name)));
        at = from + close + 1;
    }
    found
}

/// The struct and the literal around a hit: the innermost ones.
struct Around {
    hit: Span,
    fields: Vec<Field>,
    elements: Vec<Span>,
}

impl Visit for Around {
    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.hit) {
            return;
        }
        match &expr.kind {
            ExprKind::StructType(fields) => self.fields = fields.clone(),
            ExprKind::Composite { elements, .. } => {
                let keys = elements.iter().filter_map(|element| element.key.as_ref());
                let strings = keys.filter(|key| matches!(key.kind, ExprKind::Literal(LiteralKind::String)));
                self.elements = strings.map(|key| key.span).collect();
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::syntax::parse_file;

    /// What stands at the place that is in the way of changing the first `run_id` to `session_id`.
    fn taken(code: &str, check: fn(&[Decl], &str, Span, &str) -> Option<Span>) -> Option<String> {
        let at = code.find("run_id").expect("a hit");
        let found = check(&parse_file(code), code, Span::new(at, at + 6), "session_id")?;
        Some(code[found.range()].to_owned())
    }

    #[test]
    fn two_fields_have_two_names_for_one_encoder() {
        let code = "package p\ntype T struct {\n\tA string `json:\"run_id,omitempty\" yaml:\"a\"`\n\tB string `db:\"b\" json:\"session_id\"`\n}";
        assert_eq!(taken(code, tag_taken).as_deref(), Some("`db:\"b\" json:\"session_id\"`"));
        let other = "package p\ntype T struct {\n\tA string `json:\"run_id\"`\n\tB string `yaml:\"session_id\"`\n}";
        assert_eq!(taken(other, tag_taken), None);
        let inner =
            "package p\ntype T struct {\n\tA string `json:\"run_id\"`\n\tB struct{ C string `json:\"session_id\"` }\n}";
        assert_eq!(taken(inner, tag_taken), None, "an object of its own");
    }

    #[test]
    fn a_literal_has_each_key_once() {
        let code = "package p\nvar m = map[string]any{\"run_id\": 1, \"session_id\": 2}";
        assert_eq!(taken(code, key_taken).as_deref(), Some("\"session_id\""));
        let nested = "package p\nvar m = map[string]any{\"run_id\": map[string]any{\"session_id\": 2}}";
        assert_eq!(taken(nested, key_taken), None);
        let inside = "package p\nvar m = map[string]any{\"old_run_id\": 1, \"session_id\": 2}";
        assert_eq!(taken(inside, key_taken), None);
    }
}
