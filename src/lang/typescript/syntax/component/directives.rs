//! The template of Vue: elements, directives and `{{ expressions }}`.

use tree_sitter::Node;

use super::pieces::{Component, part, words_outside};
use super::tag::{Tag, inner_value};
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::module::*;
use crate::lang::typescript::syntax::spelling::{camel, pascal};
use crate::model::Span;

/// Deepest nesting of elements that is read.
const DEPTH: u32 = 180;

/// Tags of Vue itself: what their attributes are for is decided elsewhere.
const OPEN: &[&str] = &["component", "slot"];

/// An attribute as a directive.
struct Directive {
    /// `if` of `v-if`, `bind` of `:`, `on` of `@`, `slot` of `#`; nothing for a plain attribute.
    name: &'static str,
    /// `job` of `:job.sync`.
    argument: Option<Span>,
    value: Option<Span>,
}

const NAMES: &[&str] = &["bind", "on", "slot", "if", "else-if", "else", "for", "model"];

impl Component<'_> {
    /// What lies in an element, with `v-if` and what follows it.
    pub(super) fn vue_nodes(&mut self, parent: Node<'_>) {
        let from = self.lower.flow;
        let mut rest = from;
        for child in children(parent) {
            match child.kind() {
                "element" => rest = self.vue_element(child, (from, rest)),
                "expression" => self.mustache(child),
                _ => {}
            }
            self.lower.flow = from;
        }
    }

    fn mustache(&mut self, node: Node<'_>) {
        let at = span(node);
        if self.str(at).starts_with("{{") && self.str(at).ends_with("}}") && at.len() >= 4 {
            self.expression(self.trimmed(Span { start: at.start + 2, end: at.end - 2 }), Place::Free);
        }
    }

    /// The tag's name of an element.
    pub(super) fn tag_of<'t>(&self, node: Node<'t>) -> Option<Node<'t>> {
        let tag = children(node).find(|it| matches!(it.kind(), "start_tag" | "self_closing_tag"))?;
        children(tag).find(|it| it.kind() == "tag_name")
    }

    /// Reads an element; `flows` are where control is before it, and where it is when no `v-if` before it held. Returns the latter for
    /// what follows.
    fn vue_element(&mut self, node: Node<'_>, (from, rest): (FlowId, FlowId)) -> FlowId {
        let tag = children(node).find(|it| matches!(it.kind(), "start_tag" | "self_closing_tag"));
        let Some(tag) = tag.filter(|_| self.lower.depth < DEPTH) else { return from };
        self.lower.depth += 1;
        let outer = self.lower.enter_scope(false);
        let directives: Vec<(Node<'_>, Directive)> = children(tag)
            .filter(|it| it.kind() == "attribute")
            .filter_map(|it| Some((it, self.directive(it)?)))
            .collect();
        let mut rest = rest;
        for (_, it) in &directives {
            let Some(value) = it.value else {
                if it.name == "else" {
                    self.lower.flow = rest;
                }
                continue;
            };
            match it.name {
                "for" => self.v_for(value),
                "if" | "else-if" => {
                    self.lower.flow = if it.name == "if" { from } else { rest };
                    let before = self.lower.flow;
                    if let Some(condition) = self.expression(self.trimmed(value), Place::Free) {
                        rest = self.lower.condition(before, condition, false);
                        self.lower.flow = self.lower.condition(before, condition, true);
                    }
                }
                _ => {}
            }
        }
        let name = children(tag).find(|it| it.kind() == "tag_name").and_then(|it| self.vue_component(it));
        let mut it = Tag::new(self.lower.reserve(node, Place::Free), name.is_some());
        for (node, directive) in &directives {
            self.vue_attribute(*node, directive, &mut it);
        }
        for (_, it) in directives.iter().filter(|(_, it)| it.name == "slot") {
            if let Some(value) = it.value {
                let root = self.lower.add_root(None, None, RootKind::Catch);
                self.patterns(self.trimmed(value), &[root]);
            }
        }
        self.vue_nodes(node);
        if let Some(end) = children(node).find(|it| it.kind() == "end_tag").and_then(|it| children(it).next()) {
            self.vue_component(end);
        }
        let kind = ExprKind::Jsx { name, intrinsic: None, attributes: it.attributes, type_args: Vec::new() };
        self.lower.set(it.element, kind);
        self.lower.scope = outer;
        self.lower.depth -= 1;
        rest
    }

    /// `(item, index) in items`.
    fn v_for(&mut self, value: Span) {
        let text = self.str(value);
        let word = ["in", "of"].into_iter().find_map(|it| words_outside(text, it).first().copied());
        let Some(at) = word else { return };
        let items = self.expression(self.trimmed(part(value, at + 2, text.len())), Place::Free);
        let mut names = self.trimmed(part(value, 0, at));
        if self.str(names).starts_with('(') && self.str(names).ends_with(')') {
            names = self.trimmed(Span { start: names.start + 1, end: names.end - 1 });
        }
        let of = self.lower.add_root(None, items, RootKind::Of);
        let other = [(); 2].map(|()| self.lower.add_root(None, None, RootKind::Catch));
        self.patterns(names, &[of, other[0], other[1]]);
    }

    /// The component that a tag names; `None` for elements of the page.
    fn vue_component(&mut self, name: Node<'_>) -> Option<ExprId> {
        let at = span(name);
        let text = self.str(at);
        let inside = std::mem::replace(&mut self.lower.scope, ScopeId::FILE);
        let known = |name: &str| self.lower.m.look_up(ScopeId::FILE, name, false).is_some();
        let found = if text.starts_with(|it: char| it.is_uppercase()) || text.contains('.') {
            let found = self.expression(at, Place::Free);
            Some(found.unwrap_or_else(|| self.made(ExprKind::Other, at)))
        } else {
            let spelled = [camel(text), pascal(text)].into_iter().find(|it| known(it));
            match spelled {
                // `<job-row>` is `JobRow`.
                Some(name) if name != text || text.contains('-') => {
                    let expr = self.made(ExprKind::Ident(name.into()), at);
                    self.lower.name(at, NameRef::Ident(expr));
                    self.lower.m.forms.insert(at, Form::Kebab);
                    Some(expr)
                }
                _ => (text.contains('-') || OPEN.contains(&text)).then(|| self.made(ExprKind::Other, at)),
            }
        };
        self.lower.scope = inside;
        found
    }

    fn directive(&self, node: Node<'_>) -> Option<Directive> {
        let mut parts = children(node);
        let (name, value) = (span(parts.next()?), parts.next().map(|it| inner_value(it, self.text)));
        let text = self.str(name);
        let (directive, from) = match text.as_bytes().first()? {
            b':' | b'.' => ("bind", 1),
            b'@' => ("on", 1),
            b'#' => ("slot", 1),
            _ => match text.strip_prefix("v-") {
                Some(rest) => {
                    let word = rest.split([':', '.']).next().unwrap_or_default();
                    let behind = 2 + word.len();
                    let colon = usize::from(text[behind..].starts_with(':'));
                    let to = if colon == 1 { behind + 1 } else { text.len() };
                    (NAMES.iter().find(|it| **it == word).copied().unwrap_or("other"), to)
                }
                None => ("", 0),
            },
        };
        let to = match text[from..].starts_with('[') || directive.is_empty() {
            true => text.len(),
            false => text[from..].find('.').map_or(text.len(), |it| from + it),
        };
        let argument = (from < to).then(|| part(name, from, to));
        Some(Directive { name: directive, argument, value })
    }

    fn vue_attribute(&mut self, node: Node<'_>, it: &Directive, tag: &mut Tag) {
        let mut argument = it.argument;
        if let Some(at) = it.argument.filter(|it| self.str(*it).starts_with('[')) {
            // `:[key]`: which attribute that is, the program decides.
            self.expression(part(at, 1, self.str(at).trim_end_matches(']').len()), Place::Free);
            argument = None;
        }
        match (it.name, argument, it.value) {
            ("", Some(key), value) => {
                let place = self.vue_key(key, tag);
                let value = value.map(|it| self.text_value(it, place, tag.component));
                tag.set(self.vue_ident(key), value, node, &mut self.lower);
            }
            ("bind", Some(key), Some(value)) => {
                let place = self.vue_key(key, tag);
                let value = self.expression(self.trimmed(value), place);
                tag.set(self.vue_ident(key), value, node, &mut self.lower);
            }
            ("bind", Some(key), None) if !self.str(key).contains('-') => {
                let value = self.shorthand(key, Form::Behind("=\"", "\""), Some(tag));
                tag.set(self.vue_ident(key), value, node, &mut self.lower);
            }
            ("model", key, Some(value)) => {
                let place = key.map_or_else(|| tag.place(), |it| self.vue_key(it, tag));
                let value = self.expression(self.trimmed(value), place);
                value.inspect(|it| self.lower.assigns(*it, None));
                let model = Ident { name: "modelValue".into(), span: Span::new(0, 0) };
                tag.set(key.map_or(model, |it| self.vue_ident(it)), value, node, &mut self.lower);
            }
            ("on", Some(_), Some(value)) => {
                self.statements(self.trimmed(value), "");
            }
            ("bind", _, Some(value)) if it.argument.is_none() => {
                self.expression(self.trimmed(value), Place::Attributes(tag.element));
            }
            ("bind" | "on" | "other", _, Some(value)) => {
                self.expression(self.trimmed(value), Place::Free);
            }
            _ => {}
        }
    }

    /// Names an attribute; returns where its value stands.
    fn vue_key(&mut self, key: Span, tag: &Tag) -> Place {
        self.lower.name(key, NameRef::Attribute(tag.element, tag.attributes.len() as u32));
        if self.str(key).contains('-') {
            self.lower.m.forms.insert(key, Form::Kebab);
        }
        tag.place()
    }

    /// `job-id` is the property `jobId`.
    fn vue_ident(&self, key: Span) -> Ident {
        Ident { name: camel(self.str(key)).into(), span: key }
    }
}
