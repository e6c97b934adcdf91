//! Struct tags: what one says to a package, and the edit that makes it say a name.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::{Edit, Span};

/// The key of tags for GORM.
pub(super) const GORM: &str = "gorm";

/// A field as it is written, and the tags of the fields beside it.
pub(super) struct Written {
    pub(super) field: Field,
    pub(super) beside: Vec<Span>,
}

/// The field whose name stands at `at`, or that of the type that it embeds.
pub(super) fn field_at(decls: &[Decl], at: Span) -> Option<Written> {
    let mut finder = Finder { at, found: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    finder.found
}

struct Finder {
    at: Span,
    found: Option<Written>,
}

impl Visit for Finder {
    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.at) {
            return;
        }
        if let ExprKind::StructType(fields) = &expr.kind
            && let Some(index) = fields.iter().position(|it| is_named_at(it, self.at))
        {
            let others = fields.iter().enumerate().filter(|(other, _)| *other != index);
            let beside = others.filter_map(|(_, it)| it.tag).collect();
            self.found = Some(Written { field: fields[index].clone(), beside });
        }
        walk_expr(self, expr);
    }
}

fn is_named_at(field: &Field, at: Span) -> bool {
    let embedded = field.embedded.then(|| embedded_name(&field.ty)).flatten();
    field.names.iter().map(|it| it.span).chain(embedded).any(|it| it == at)
}

pub(in crate::lang::go::rewrite) fn embedded_name(ty: &Expr) -> Option<Span> {
    match &ty.kind {
        ExprKind::Ident(_) => Some(ty.span),
        ExprKind::Selector { name, .. } => Some(name.span),
        ExprKind::Star(inner) | ExprKind::Paren(inner) => embedded_name(inner),
        ExprKind::Index { operand, .. } => embedded_name(operand),
        _ => None,
    }
}

/// What a tag says under one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said<'t> {
    /// Nothing at all.
    Absent,
    /// A name, `-` among them.
    Name(&'t str),
    /// Options alone; their text, and where a name would stand.
    Options(&'t str, u32),
}

/// One pair of a tag.
pub(in crate::lang::go::rewrite) struct Pair<'t> {
    pub(in crate::lang::go::rewrite) key: &'t str,
    pub(in crate::lang::go::rewrite) value: &'t str,
    /// Where the value begins in the file.
    pub(in crate::lang::go::rewrite) start: u32,
}

/// The `key:"value"` pairs of the tag at `tag`, whatever quotes are around it.
pub(in crate::lang::go::rewrite) fn pairs(text: &str, tag: Span) -> Vec<Pair<'_>> {
    let whole = text.get(tag.range()).unwrap_or_default();
    let quote = if whole.starts_with('`') { "\"" } else { "\\\"" };
    let opening = format!(":{quote}");
    let (mut at, end) = (1, whole.len().saturating_sub(1));
    let mut found = Vec::new();
    while let Some(colon) = whole.get(at..end).and_then(|rest| rest.find(&opening)).map(|it| at + it) {
        let from = colon + opening.len();
        let Some(close) = whole.get(from..end).and_then(|rest| rest.find(quote)) else { break };
        let key = whole[at..colon].rsplit(char::is_whitespace).next().unwrap_or_default();
        found.push(Pair { key, value: &whole[from..from + close], start: tag.start + from as u32 });
        at = from + close + quote.len();
    }
    found
}

/// What the tag says under `key`.
pub(super) fn said<'t>(text: &'t str, tag: Option<Span>, key: &str) -> Said<'t> {
    let pair = tag.and_then(|tag| pairs(text, tag).into_iter().find(|it| it.key == key));
    let Some(Pair { value, start, .. }) = pair else { return Said::Absent };
    // Two write options like names: `gorm:"primaryKey;column:id"`, `xorm:"pk 'id'"`.
    let named = match key {
        GORM => value.starts_with('-') || value.to_lowercase().contains("column:"),
        "xorm" => value.starts_with('-') || value.contains('\''),
        _ => true,
    };
    if !named {
        return Said::Options(value, start);
    }
    match value.split_once(',') {
        None if value.is_empty() => Said::Options("", start),
        None => Said::Name(value),
        Some(("", options)) => Said::Options(options, start),
        Some((name, _)) => Said::Name(name),
    }
}

/// Options with which a field has no name of its own.
const NAMELESS: &[&str] = &[
    "inline",
    "squash",
    "remain",
    "chardata",
    "cdata",
    "innerxml",
    "comment",
    "any",
    "unknown",
    "embed",
    "key",
    "unusedKeys",
];

/// With these options the field has no name of its own.
pub(super) fn is_nameless(options: &str) -> bool {
    options.split(',').any(|it| NAMELESS.contains(&it))
}

/// The edits that make the tag of `field` say a name under each key of `names`, where it says no name yet. They are made
/// together, because a field has one tag however many keys are in it.
pub(super) fn naming(text: &str, field: &Field, names: &[(&'static str, String)]) -> Vec<Edit> {
    let at = |start: u32| Span { start, end: start };
    // A name is one of the options of GORM.
    let option = |(key, name): &(&'static str, String)| match *key {
        GORM => (GORM, format!("column:{name}")),
        key => (key, name.clone()),
    };
    let names: Vec<(&str, String)> = names.iter().map(option).collect();
    let pair = |quote: &str, (key, name): &(&str, String)| format!("{key}:{quote}{name}{quote}");
    let Some(tag) = field.tag else {
        let all: Vec<String> = names.iter().map(|it| pair("\"", it)).collect();
        let added = (!all.is_empty()).then(|| Edit::replace(at(field.ty.span.end), format!(" `{}`", all.join(" "))));
        return added.into_iter().collect();
    };
    let raw = text.get(tag.range()).is_some_and(|it| it.starts_with('`'));
    let quote = if raw { "\"" } else { "\\\"" };
    let (mut edits, mut added) = (Vec::new(), Vec::new());
    for it in &names {
        match said(text, Some(tag), it.0) {
            Said::Options(options, start) if it.0 == GORM && !options.is_empty() => {
                edits.push(Edit::replace(at(start), format!("{};", it.1)));
            }
            Said::Options(_, start) => edits.push(Edit::replace(at(start), it.1.clone())),
            _ => added.push(pair(quote, it)),
        }
    }
    if !added.is_empty() {
        let space = if tag.end - tag.start > 2 { " " } else { "" };
        edits.push(Edit::replace(at(tag.end - 1), format!("{space}{}", added.join(" "))));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::syntax::parse_file;
    use crate::model::edit::apply_edits;

    fn named(field: &str) -> String {
        named_for(field, &["json"])
    }

    fn named_for(field: &str, keys: &[&'static str]) -> String {
        let text = format!("package p\ntype T struct {{ {field} }}");
        let at = text.find("RunID").expect("a field");
        let written = field_at(&parse_file(&text), Span::new(at, at + 5)).expect("a field");
        let names: Vec<(&str, String)> = keys.iter().map(|key| (*key, "RunID".to_owned())).collect();
        let mut edits = naming(&text, &written.field, &names);
        edits.sort();
        let after = apply_edits(&text, &edits).expect("edits within");
        after.strip_prefix("package p\ntype T struct { ").and_then(|it| it.strip_suffix(" }")).unwrap_or("").to_owned()
    }

    #[test]
    fn a_tag_is_added_and_the_rest_of_it_stays() {
        assert_eq!(named("RunID string"), "RunID string `json:\"RunID\"`");
        assert_eq!(named("RunID string `json:\",omitempty\"`"), "RunID string `json:\"RunID,omitempty\"`");
        assert_eq!(named("RunID string `yaml:\"r\"`"), "RunID string `yaml:\"r\" json:\"RunID\"`");
        assert_eq!(named("RunID string \"json:\\\",string\\\"\""), "RunID string \"json:\\\"RunID,string\\\"\"");
        assert_eq!(named("RunID string \"yaml:\\\"r\\\"\""), "RunID string \"yaml:\\\"r\\\" json:\\\"RunID\\\"\"");
        assert_eq!(named("*pkg.RunID"), "*pkg.RunID `json:\"RunID\"`");
    }

    #[test]
    fn several_keys_share_one_tag() {
        let keys = ["codec", "json"];
        assert_eq!(named_for("RunID string", &keys), "RunID string `codec:\"RunID\" json:\"RunID\"`");
        assert_eq!(named_for("RunID string ``", &keys), "RunID string `codec:\"RunID\" json:\"RunID\"`");
        let options = "RunID string `json:\",omitempty\"`";
        assert_eq!(named_for(options, &keys), "RunID string `json:\"RunID,omitempty\" codec:\"RunID\"`");
        assert_eq!(named_for("RunID string", &[]), "RunID string");
    }

    #[test]
    fn a_tag_says_a_name_or_options_or_nothing() {
        let text = "`json:\"a,omitempty\" yaml:\",flow\" xml:\"-\"`";
        let tag = Some(Span::new(0, text.len()));
        assert_eq!(said(text, tag, "json"), Said::Name("a"));
        assert_eq!(said(text, tag, "yaml"), Said::Options("flow", 26));
        assert_eq!(said(text, tag, "xml"), Said::Name("-"));
        assert_eq!(said(text, tag, "db"), Said::Absent);
        let text = "`gorm:\"primaryKey\" xorm:\"pk 'id'\"`";
        let tag = Some(Span::new(0, text.len()));
        assert_eq!(said(text, tag, "gorm"), Said::Options("primaryKey", 7));
        assert_eq!(said(text, tag, "xorm"), Said::Name("pk 'id'"));
    }
}
