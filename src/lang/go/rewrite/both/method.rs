//! The text of the methods that take or give two keys of one value, and how one that was written before is read again.

use std::fmt::Write as _;

use super::super::wire::tag_pairs;
use crate::lang::go::ast::{Element, Expr, ExprKind, Field, FuncDecl, Ident, Stmt, StmtKind};
use crate::lang::go::both_keys::{GIVES, MARK, NEW, OLD, TAKES, pairs};
use crate::lang::go::visit::{Visit, walk_expr, walk_stmt};
use crate::model::Span;

/// What a method does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// It gives both keys.
    Gives,
    /// It takes both keys.
    Takes,
}

impl Side {
    pub(super) fn method(self) -> &'static str {
        match self {
            Side::Gives => GIVES,
            Side::Takes => TAKES,
        }
    }
}

/// Two keys of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The field.
    pub(super) field: String,
    /// Its type, as it is written.
    pub(super) ty: String,
    /// The key that it has from now on.
    pub(super) new: String,
    /// The key that it had.
    pub(super) old: String,
    /// The options behind the key, each with its comma.
    pub(super) options: String,
}

/// A whole method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) side: Side,
    /// The name of the receiver.
    pub(super) receiver: String,
    /// The type.
    pub(super) base: String,
    /// What the file calls `encoding/json`.
    pub(super) json: String,
    pub(super) pairs: Vec<Pair>,
}

/// A method that was written before.
pub(super) struct Known {
    pub(super) method: Method,
    /// For each pair, where the name of its field stands.
    pub(super) fields: Vec<Span>,
    /// For each pair, where its type stands.
    pub(super) types: Vec<Span>,
    /// For each pair, the field with the old key.
    pub(super) old: Vec<Span>,
}

impl Method {
    /// The method with its doc comment, up to its last brace.
    pub(super) fn text(&self) -> String {
        match self.side {
            Side::Takes => self.taking(),
            Side::Gives => self.giving(),
        }
    }

    /// A name that the method needs for itself stands in a type of its fields.
    pub(super) fn hides(&self) -> Option<&str> {
        let own = [self.receiver.as_str(), "plain", "data", "keys", "err"];
        let written = self.pairs.iter().map(|it| it.ty.as_str()).chain([self.base.as_str(), self.json.as_str()]);
        written.flat_map(words).find(|word| own.contains(word))
    }

    fn taking(&self) -> String {
        let Self { receiver, base, json, .. } = self;
        let mut out = format!(
            "// {TAKES} also takes the keys of earlier versions, each where the new one is absent.\n// {MARK}\n\
             func ({receiver} *{base}) {TAKES}(data []byte) error {{\n\ttype plain {base}\n\
             \tif err := {json}.Unmarshal(data, (*plain)({receiver})); err != nil {{\n\t\treturn err\n\t}}\n\tvar keys struct {{\n"
        );
        let raw = format!("{json}.RawMessage");
        out += &columns(&self.pairs, |pair| [(raw.clone(), pair.new.clone()), of(&format!("*{}", pair.ty), pair)]);
        let _ = write!(out, "\t}}\n\tif err := {json}.Unmarshal(data, &keys); err != nil {{\n\t\treturn err\n\t}}\n");
        for (at, pair) in self.pairs.iter().enumerate() {
            let (number, field) = (number(at), &pair.field);
            let _ = writeln!(
                out,
                "\tif keys.{NEW}{number} == nil && keys.{OLD}{number} != nil {{\n\t\t{receiver}.{field} = *keys.{OLD}{number}\n\t}}"
            );
        }
        out + "\treturn nil\n}"
    }

    fn giving(&self) -> String {
        let Self { receiver, base, json, .. } = self;
        let mut out = format!(
            "// {GIVES} also gives the keys of earlier versions.\n// {MARK}\n\
             func ({receiver} {base}) {GIVES}() ([]byte, error) {{\n\ttype plain {base}\n\
             \treturn {json}.Marshal(struct {{\n\t\tplain\n"
        );
        let new = |pair: &Pair| (pair.ty.clone(), format!("{}{}", pair.new, pair.options));
        out += &columns(&self.pairs, |pair| [new(pair), of(&pair.ty, pair)]);
        let _ = write!(out, "\t}}{{\n\t\tplain: plain({receiver}),\n");
        let width = self.pairs.len().checked_sub(1).map_or(0, |last| number(last).len());
        let width = "plain:".len().max(NEW.len() + width + 1);
        for (at, pair) in self.pairs.iter().enumerate() {
            for name in [NEW, OLD] {
                let key = format!("{name}{}:", number(at));
                let _ = writeln!(out, "\t\t{key:width$} {receiver}.{},", pair.field);
            }
        }
        out + "\t})\n}"
    }

    /// The method that a declaration is, where it was written by this and nobody has changed it since.
    pub(super) fn read(text: &str, decl: &FuncDecl, doc: Span) -> Option<Known> {
        let side = match decl.name.name.as_str() {
            TAKES => Side::Takes,
            GIVES => Side::Gives,
            _ => return None,
        };
        let field = decl.receiver.as_ref()?;
        let receiver = field.names.first()?.name.to_string();
        let base = match &field.ty.kind {
            ExprKind::Star(inner) => &text[inner.span.range()],
            _ => &text[field.ty.span.range()],
        };
        let mut found = Found { text, side, receiver: &receiver, json: None, pairs: Vec::new(), fields: Vec::new() };
        found.block(decl.body.as_ref()?);
        let mut known = Known {
            method: Method {
                side,
                base: base.to_owned(),
                json: found.json?,
                pairs: Vec::new(),
                receiver: receiver.clone(),
            },
            fields: Vec::new(),
            types: Vec::new(),
            old: Vec::new(),
        };
        for (mut pair, name, ty, old) in found.pairs {
            let (_, field) = found.fields.iter().find(|(key, _)| *key == name)?;
            pair.field = text[field.range()].to_owned();
            known.method.pairs.push(pair);
            known.fields.push(*field);
            known.types.push(ty);
            known.old.push(old);
        }
        let whole = Span { start: doc.start, end: decl.span.end };
        let same = text[whole.range()].split_whitespace().eq(known.method.text().split_whitespace());
        (same && !known.method.pairs.is_empty()).then_some(known)
    }
}

fn of(ty: &str, pair: &Pair) -> (String, String) {
    (ty.to_owned(), format!("{}{}", pair.old, pair.options))
}

fn number(at: usize) -> String {
    if at == 0 { String::new() } else { (at + 1).to_string() }
}

/// The fields of the struct, in columns as gofmt lays them out.
fn columns(pairs: &[Pair], cells: impl Fn(&Pair) -> [(String, String); 2]) -> String {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        for (name, (ty, tag)) in [NEW, OLD].into_iter().zip(cells(pair)) {
            rows.push([format!("{name}{}", number(at)), ty, tag]);
        }
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (names, types) = (width(0), width(1));
    rows.iter().map(|[name, ty, tag]| format!("\t\t{name:names$} {ty:types$} `json:\"{tag}\"`\n")).collect()
}

pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|it| !it.is_empty())
}

/// What stands in the body of such a method.
struct Found<'t> {
    text: &'t str,
    side: Side,
    receiver: &'t str,
    json: Option<String>,
    /// Each pair with the name of the field that has the old key, its type, and the field.
    pairs: Vec<(Pair, String, Span, Span)>,
    /// The fields of the type, by the name of the field that has the old key.
    fields: Vec<(String, Span)>,
}

impl Found<'_> {
    fn own<'e>(&self, expr: &'e Expr) -> Option<&'e Ident> {
        let ExprKind::Selector { operand, name } = &expr.kind else { return None };
        matches!(&operand.kind, ExprKind::Ident(it) if it == self.receiver).then_some(name)
    }

    fn pair(&mut self, new: &Field, old: &Field) -> Option<()> {
        let (new_tag, old_tag) = (tag_pairs(self.text, new.tag?), tag_pairs(self.text, old.tag?));
        let ([new_tag], [old_tag]) = (new_tag.as_slice(), old_tag.as_slice()) else { return None };
        let split = |value: &str| value.find(',').map_or(value.len(), |at| at);
        let (key, options) = old_tag.value.split_at(split(old_tag.value));
        let ty = match (&old.ty.kind, self.side) {
            (ExprKind::Star(inner), Side::Takes) => inner.span,
            (_, Side::Takes) => return None,
            _ => old.ty.span,
        };
        let pair = Pair {
            field: String::new(),
            ty: self.text[ty.range()].to_owned(),
            new: new_tag.value[..split(new_tag.value)].to_owned(),
            old: key.to_owned(),
            options: options.to_owned(),
        };
        self.pairs.push((pair, old.names.first()?.name.to_string(), ty, old.span));
        Some(())
    }
}

impl Visit for Found<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        if let StmtKind::Assign { left, right, .. } = &stmt.kind
            && let ([left], [Expr { kind: ExprKind::Star(right), .. }]) = (left.as_slice(), right.as_slice())
            && let (Some(field), ExprKind::Selector { name, .. }) = (self.own(left), &right.kind)
        {
            self.fields.push((name.name.to_string(), field.span));
        }
        walk_stmt(self, stmt);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::StructType(fields) => {
                for [new, old] in pairs(fields) {
                    self.pair(new, old);
                }
            }
            ExprKind::Composite { elements, .. } => {
                for Element { key, value } in elements {
                    if let (Some(Expr { kind: ExprKind::Ident(key), .. }), Some(field)) = (key, self.own(value)) {
                        self.fields.push((key.to_string(), field.span));
                    }
                }
            }
            ExprKind::Call { function, .. } => {
                if let ExprKind::Selector { operand, name } = &function.kind
                    && matches!(name.name.as_str(), "Unmarshal" | "Marshal")
                {
                    self.json = Some(self.text[operand.span.range()].to_owned());
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::ast::Decl;
    use crate::lang::go::syntax::parse_file;

    fn pair(field: &str, ty: &str, options: &str) -> Pair {
        let key = field.to_lowercase();
        let [new, old] = ["new", "old"].map(|it| format!("{it}_{key}"));
        Pair { field: field.to_owned(), ty: ty.to_owned(), new, old, options: options.to_owned() }
    }

    fn method(side: Side) -> Method {
        let pairs = vec![pair("ID", "string", ""), pair("At", "[]time.Time", ",omitempty")];
        let [receiver, base, json] = ["r", "Request", "json"].map(str::to_owned);
        Method { side, receiver, base, json, pairs }
    }

    fn read(text: &str) -> Option<Known> {
        let start = text.find("//").unwrap_or_default();
        match parse_file(text).as_slice() {
            [Decl::Func(decl)] => Method::read(text, decl, Span::new(start, start)),
            _ => None,
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for side in [Side::Takes, Side::Gives] {
            let text = format!("package p\n\n{}\n", method(side).text());
            let known = read(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(known.method, method(side), "{text}");
            assert_eq!(known.fields.iter().map(|it| &text[it.range()]).collect::<Vec<_>>(), ["ID", "At"]);
            assert!(text[known.old[1].range()].starts_with("Old2"), "{text}");
        }
    }

    #[test]
    fn what_somebody_changed_is_theirs() {
        for (side, from, to) in [
            (Side::Takes, "return nil", "return check(r)"),
            (Side::Takes, "keys.New == nil &&", ""),
            (Side::Gives, "New:   r.ID", "New:   trim(r.ID)"),
            (Side::Gives, MARK, "ours"),
        ] {
            let text = format!("package p\n\n{}\n", method(side).text());
            assert!(text.contains(from) && read(&text.replace(from, to)).is_none(), "{from}");
        }
    }

    #[test]
    fn names_of_the_method_hide_nothing() {
        assert_eq!(method(Side::Takes).hides(), None);
        let mut other = method(Side::Takes);
        other.pairs.push(pair("Body", "data.Block", ""));
        assert_eq!(other.hides(), Some("data"));
    }
}
