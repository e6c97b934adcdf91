//! From the tree of a `.proto` to its tables.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::{Decl, Edition, Import, Kind, OptionPart, ProtoFile, Reserved, Setting, TypeName, Value};
use crate::lang::tree;
use crate::model::Span;

/// Names may be nested so deep; what is deeper belongs to the last name that is not.
const DEPTH: usize = 64;

/// Reads a file. `None` when it is too large.
pub fn read(text: &str) -> Option<ProtoFile> {
    let tree = tree::parse(&tree_sitter_proto::LANGUAGE.into(), text)?;
    let file = ProtoFile { errors: tree::errors(&tree), ..ProtoFile::default() };
    let mut reader = Reader { text, file, open: Vec::new(), extending: None };
    tree::walk(tree.root_node(), |node, leaving| if leaving { reader.leave(node) } else { reader.enter(node) });
    Some(reader.file)
}

struct Reader<'a> {
    text: &'a str,
    file: ProtoFile,
    /// The declarations around the node, each with its node.
    open: Vec<(usize, usize)>,
    /// The node of an `extend` block, and how many declarations are around it.
    extending: Option<(usize, usize)>,
}

impl Reader<'_> {
    fn text(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn around(&self) -> Option<usize> {
        self.open.last().map(|(_, decl)| *decl)
    }

    fn leave(&mut self, node: Node<'_>) -> bool {
        if self.open.last().is_some_and(|(id, _)| *id == node.id()) {
            self.open.pop();
        }
        if self.extending.is_some_and(|(id, _)| id == node.id()) {
            self.extending = None;
        }
        true
    }

    fn enter(&mut self, node: Node<'_>) -> bool {
        match node.kind() {
            "syntax" => {
                let is_3 = self.text(node).contains("proto3");
                self.file.edition = if is_3 { Edition::Proto3 } else { Edition::Proto2 };
                return false;
            }
            "edition" => {
                self.file.edition = Edition::Later;
                return false;
            }
            "package" => {
                let name = tree::children(node).find(|it| it.kind() == "full_ident");
                self.file.package = name.map(|it| (without_blanks(self.text(it)), tree::span(it)));
                return false;
            }
            "import" => {
                self.import(node);
                return false;
            }
            "message" | "enum" | "service" | "rpc" | "group" => self.named(node),
            "field" | "map_field" | "oneof_field" | "enum_field" | "oneof" => self.member(node),
            "extend" => {
                let name = tree::children(node).find(|it| it.kind() == "full_ident");
                let scope = self.around();
                self.file.types.extend(name.map(|it| TypeName { of: None, ..type_name(it, follows_dot(it), scope) }));
                self.extending = Some((node.id(), self.open.len()));
            }
            "message_or_enum_type" => {
                self.type_of(node);
                return false;
            }
            "option" | "field_option" | "enum_value_option" => {
                self.setting(node);
                return false;
            }
            "reserved" | "extensions" => {
                self.reserved(node);
                return node.kind() == "extensions";
            }
            _ => {}
        }
        true
    }

    fn import(&mut self, node: Node<'_>) {
        let Some(path) = tree::children(node).find(|it| it.kind() == "string") else { return };
        let public = self.text(node)["import".len()..].trim_start().starts_with("public");
        let words = SmolStr::new(self.text(path).trim_matches(['"', '\'']));
        self.file.imports.push(Import { path: words, span: tree::span(path), public });
    }

    /// A message, an enum, a service, a call or a group.
    fn named(&mut self, node: Node<'_>) {
        let Some(name) = tree::children(node).find(|it| it.kind().ends_with("_name")) else { return };
        let kind = match node.kind() {
            "message" => Kind::Message,
            "enum" => Kind::Enum,
            "service" => Kind::Service,
            "rpc" => Kind::Call,
            _ => Kind::Group,
        };
        let one_of = self.one_of();
        let mut decl = self.decl(kind, name, node);
        (decl.number, decl.first_option) = (self.number(node), first_option(node));
        decl.body = body(node);
        decl.one_of = one_of;
        self.push(decl, node);
    }

    /// A field, a `oneof` or a value of an enum.
    fn member(&mut self, node: Node<'_>) {
        let Some(name) = tree::children(node).find(|it| it.kind() == "identifier") else { return };
        let extending = self.extending.is_some_and(|(_, depth)| depth == self.open.len());
        let kind = match node.kind() {
            "oneof" => Kind::OneOf,
            "enum_field" => Kind::Value,
            _ if extending => Kind::Extension,
            _ => Kind::Field,
        };
        let one_of = self.one_of();
        let mut decl = self.decl(kind, name, node);
        decl.one_of = one_of.filter(|_| kind == Kind::Field);
        (decl.number, decl.first_option) = (self.number(node), first_option(node));
        match kind {
            Kind::OneOf => decl.body = body(node),
            Kind::Value => {}
            _ => decl.typed = Some(Span::new(node.start_byte(), self.text[..name.start_byte()].trim_end().len())),
        }
        self.push(decl, node);
    }

    /// The `oneof` that the node is in.
    fn one_of(&self) -> Option<usize> {
        self.around().filter(|it| self.file.decls[*it].kind == Kind::OneOf)
    }

    fn decl(&self, kind: Kind, name: Node<'_>, whole: Node<'_>) -> Decl {
        // A `oneof` is no scope: its members are those of the message.
        let around = self.open.iter().rev().map(|(_, decl)| *decl);
        let parent = around.into_iter().find(|it| self.file.decls[*it].kind != Kind::OneOf);
        Decl {
            kind,
            name: SmolStr::new(self.text(name)),
            span: tree::span(name),
            whole: tree::span(whole),
            parent,
            one_of: None,
            number: None,
            first_option: None,
            body: None,
            typed: None,
        }
    }

    fn push(&mut self, decl: Decl, node: Node<'_>) {
        if self.open.len() < DEPTH {
            self.open.push((node.id(), self.file.decls.len()));
        }
        self.file.decls.push(decl);
    }

    fn number(&self, node: Node<'_>) -> Option<(i64, Span)> {
        let number = tree::children(node).find(|it| matches!(it.kind(), "field_number" | "int_lit"))?;
        let minus = number.prev_sibling().is_some_and(|it| it.kind() == "-");
        let value = integer(self.text(number))?;
        Some((if minus { -value } else { value }, tree::span(number)))
    }

    fn type_of(&mut self, node: Node<'_>) {
        let of = self.around();
        // The type of a field is looked up in the message; the names of a call in its service.
        let scope = of.and_then(|it| self.file.decls[it].parent);
        let absolute = node.child(0).is_some_and(|it| it.kind() == ".");
        self.file.types.push(TypeName { of, ..type_name(node, absolute, scope) });
    }

    fn setting(&mut self, node: Node<'_>) {
        let mut name = Vec::new();
        let mut cursor = node.walk();
        let (mut in_parentheses, mut absolute) = (false, false);
        for child in node.children(&mut cursor) {
            match child.kind() {
                "(" => (in_parentheses, absolute) = (true, false),
                ")" => in_parentheses = false,
                "." if in_parentheses => absolute = true,
                "identifier" => {
                    name.push(OptionPart { parts: vec![tree::span(child)], extension: false, absolute: false });
                }
                "full_ident" => name.push(OptionPart { parts: parts(child), extension: true, absolute }),
                "constant" => {
                    let setting = Setting { on: self.around(), name, value: value(child, 0) };
                    self.file.options.push(setting);
                    return;
                }
                _ => {}
            }
        }
    }

    fn reserved(&mut self, node: Node<'_>) {
        let mut reserved = Reserved { within: self.around(), names: Vec::new(), numbers: Vec::new() };
        tree::walk(node, |it, leaving| {
            match it.kind() {
                "reserved_identifier" if !leaving => {
                    let name = SmolStr::new(self.text(it).trim_matches(['"', '\'']));
                    reserved.names.push((name, tree::span(it)));
                }
                "range" if !leaving => {
                    let bounds: Vec<i64> = tree::children(it).filter_map(|it| integer(self.text(it))).collect();
                    let to_max = self.text(it).ends_with("max");
                    if let (Some(first), Some(last)) = (bounds.first(), bounds.last()) {
                        reserved.numbers.push((*first, if to_max { i64::MAX } else { *last }));
                    }
                }
                _ => {}
            }
            true
        });
        self.file.reserved.push(reserved);
    }
}

fn without_blanks(text: &str) -> SmolStr {
    text.chars().filter(|it| !it.is_whitespace()).collect()
}

/// The parts of a dotted name.
fn parts(node: Node<'_>) -> Vec<Span> {
    tree::children(node).filter(|it| it.kind() == "identifier").map(tree::span).collect()
}

fn type_name(node: Node<'_>, absolute: bool, scope: Option<usize>) -> TypeName {
    TypeName { parts: parts(node), absolute, scope, of: None }
}

fn follows_dot(node: Node<'_>) -> bool {
    node.prev_sibling().is_some_and(|it| it.kind() == ".")
}

/// Between the braces of a declaration.
fn body(node: Node<'_>) -> Option<Span> {
    let body = tree::children(node).find(|it| it.kind().ends_with("_body")).unwrap_or(node);
    let mut cursor = body.walk();
    let open = body.children(&mut cursor).find(|it| it.kind() == "{")?.end_byte();
    let close = body.child(body.child_count().checked_sub(1)?).filter(|it| it.kind() == "}")?.start_byte();
    Some(Span::new(open, close))
}

fn first_option(node: Node<'_>) -> Option<Span> {
    let list = tree::children(node).find(|it| it.kind() == "field_options").unwrap_or(node);
    let option = tree::children(list).find(|it| matches!(it.kind(), "field_option" | "enum_value_option"));
    option.map(tree::span)
}

fn integer(text: &str) -> Option<i64> {
    match text.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(&text[2..], 16).ok(),
        _ if text.len() > 1 && text.starts_with('0') => i64::from_str_radix(&text[1..], 8).ok(),
        _ => text.parse().ok(),
    }
}

/// The value in a node `constant`.
fn value(node: Node<'_>, depth: usize) -> Value {
    let Some(inner) = tree::children(node).find(|it| it.kind() != "comment").filter(|_| depth < DEPTH) else {
        return Value::Other;
    };
    match inner.kind() {
        "full_ident" => Value::Word(tree::span(inner)),
        "string" => Value::Text(tree::span(inner)),
        "block_lit" => Value::Block(block(inner, depth)),
        _ => Value::Other,
    }
}

/// The fields of a message in the text format.
fn block(node: Node<'_>, depth: usize) -> Vec<(OptionPart, Value)> {
    let mut fields: Vec<(OptionPart, Value)> = Vec::new();
    let mut key: Option<OptionPart> = None;
    let mut list: Option<Vec<Value>> = None;
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "identifier" => {
                key = Some(OptionPart { parts: vec![tree::span(child)], extension: false, absolute: false });
            }
            "extension_name" => {
                let name = child.child_by_field_name("type").or_else(|| child.child_by_field_name("name"));
                let parts = name.map(parts).unwrap_or_default();
                key = Some(OptionPart { parts, extension: true, absolute: true });
            }
            "[" => list = Some(Vec::new()),
            "]" => {
                let values = Value::List(list.take().unwrap_or_default());
                fields.extend(key.take().map(|key| (key, values)));
            }
            "constant" => match &mut list {
                Some(list) => list.push(value(child, depth + 1)),
                None => fields.extend(key.take().map(|key| (key, value(child, depth + 1)))),
            },
            _ => {}
        }
    }
    fields
}
