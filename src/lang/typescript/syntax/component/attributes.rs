//! Elements of Svelte: tags, attributes and directives.

use tree_sitter::Node;

use super::pieces::{Component, part};
use super::tag::{Tag, inner_value};
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// `let:`: declares what the component gives to what is inside.
const LET: &str = "let";

impl Component<'_> {
    pub(super) fn element(&mut self, node: Node<'_>) {
        let tag = children(node).find(|it| matches!(it.kind(), "start_tag" | "self_closing_tag"));
        let Some(tag) = tag else { return };
        let mut name = children(tag).find(|it| it.kind() == "tag_name").and_then(|it| self.component(it));
        let mut it = Tag::new(self.lower.reserve(node, Place::Free), name.is_some());
        for attribute in children(tag).filter(|it| it.kind() == "attribute") {
            let value = self.attribute(attribute, &mut it);
            // `<svelte:component this={Job}>`.
            if it.attributes.last().is_some_and(|(key, _)| key.name == "this") && name.is_some() {
                name = value.or(name);
            }
        }
        let is_component = name.is_some();
        self.scoped(|this| {
            for attribute in children(tag).filter(|it| it.kind() == "attribute") {
                this.given(attribute);
            }
            for child in children(node) {
                match child.kind() {
                    "snippet_statement" if is_component => this.snippet(child, Some(&mut it)),
                    _ => this.node(child),
                }
            }
        });
        let end = children(node).find(|it| it.kind() == "end_tag");
        if let Some(end) = end.and_then(|it| children(it).next()) {
            self.component(end);
        }
        let kind = ExprKind::Jsx { name, intrinsic: None, attributes: it.attributes, type_args: Vec::new() };
        self.lower.set(it.element, kind);
    }

    /// The component that a tag names; `None` for elements of the page.
    fn component(&mut self, name: Node<'_>) -> Option<ExprId> {
        let at = span(name);
        let text = self.str(at);
        if matches!(text, "svelte:component" | "svelte:self") {
            return Some(self.made(ExprKind::Other, at));
        }
        let named = text.starts_with(|it: char| it.is_uppercase()) || text.contains('.');
        if !named {
            return None;
        }
        let found = self.expression(at, Place::Free);
        Some(found.unwrap_or_else(|| self.made(ExprKind::Other, at)))
    }

    /// Reads an attribute; returns its value.
    fn attribute(&mut self, node: Node<'_>, tag: &mut Tag) -> Option<ExprId> {
        let mut parts = children(node);
        let (name, value) = (parts.next()?, parts.next());
        let whole = span(name);
        let text = self.str(whole);
        if text.starts_with('{') {
            return self.braced(node, name, tag);
        }
        let (directive, from) = match text.split_once(':') {
            Some((first, _)) => (first, first.len() + 1),
            None => ("", 0),
        };
        let to = text[from..].find('|').map_or(text.len(), |it| from + it);
        let own = part(whole, from, to);
        match directive {
            "bind" if self.str(own) != "this" => {
                let value = match value {
                    Some(value) => {
                        let place = tag.place();
                        self.lower.name(own, NameRef::Attribute(tag.element, tag.attributes.len() as u32));
                        self.value(value, place, tag.component)
                    }
                    None => self.shorthand(own, Form::Behind("={", "}"), Some(tag)),
                };
                value.inspect(|it| self.lower.assigns(*it, None));
                tag.set(self.ident(own), value, node, &mut self.lower);
                value
            }
            "bind" => {
                let value = value.and_then(|it| self.value(it, Place::Free, tag.component));
                value.inspect(|it| self.lower.assigns(*it, None));
                None
            }
            "class" | "style" => match value {
                Some(value) => {
                    self.of_the_page(own);
                    self.value(value, Place::Free, tag.component)
                }
                None => self.shorthand(own, Form::Behind("={", "}"), None),
            },
            "use" | "transition" | "in" | "out" | "animate" => {
                self.expression(own, Place::Free);
                value.and_then(|it| self.value(it, Place::Free, tag.component))
            }
            "on" => value.and_then(|it| self.value(it, Place::Free, tag.component)),
            LET => None,
            _ => {
                let place = tag.place();
                self.lower.name(whole, NameRef::Attribute(tag.element, tag.attributes.len() as u32));
                let value = value.and_then(|it| self.value(it, place, tag.component));
                tag.set(self.ident(whole), value, node, &mut self.lower);
                value
            }
        }
    }

    /// `{name}` and `{...all}`.
    fn braced(&mut self, node: Node<'_>, name: Node<'_>, tag: &mut Tag) -> Option<ExprId> {
        let code = children(name).find(|it| it.kind() == "svelte_raw_text")?;
        let code = self.trimmed(span(code));
        let text = self.str(code);
        if text.starts_with("...") {
            return self.expression(part(code, 3, text.len()), Place::Attributes(tag.element));
        }
        let is_name = |it: char| it.is_alphanumeric() || it == '_';
        if text.is_empty() || !text.chars().all(is_name) {
            return None;
        }
        let value = self.shorthand(code, Form::Braced(span(name).start), Some(tag));
        tag.set(self.ident(code), value, node, &mut self.lower);
        value
    }

    /// A name of styles: nothing in the code declares it.
    fn of_the_page(&mut self, name: Span) {
        let page = ExprKind::Jsx { name: None, intrinsic: None, attributes: Vec::new(), type_args: Vec::new() };
        let page = self.made(page, name);
        self.lower.name(name, NameRef::Attribute(page, 0));
    }

    /// The value of an attribute: code, text, or a text with code in it.
    fn value(&mut self, node: Node<'_>, place: Place, component: bool) -> Option<ExprId> {
        if node.kind() == "expression" {
            return self.code(node, place);
        }
        let inner = inner_value(node, self.text);
        let mut codes = Vec::new();
        let mut open = vec![node];
        while let Some(it) = open.pop() {
            match it.kind() {
                "expression" => codes.push(it),
                _ => open.extend(children(it)),
            }
        }
        codes.reverse();
        match codes[..] {
            [] => Some(self.text_value(inner, place, component)),
            [one] if span(one) == inner => self.code(one, place),
            _ => {
                let parts = codes.iter().filter_map(|it| self.code(*it, Place::Free)).collect();
                let id = self.made(ExprKind::Template(parts, false), inner);
                self.lower.m.exprs[id].place = place;
                Some(id)
            }
        }
    }

    /// `let:item` and `let:item={pattern}`.
    fn given(&mut self, node: Node<'_>) {
        let mut parts = children(node);
        let Some(name) = parts.next().map(span) else { return };
        let Some((LET, own)) = self.str(name).split_once(':') else { return };
        let own = part(name, LET.len() + 1, LET.len() + 1 + own.len());
        let root = self.lower.add_root(None, None, RootKind::Catch);
        let parent = self.lower.add_pat(root, Vec::new(), None);
        if let Some(value) = parts.next() {
            let code = children(value).find(|it| it.kind() == "svelte_raw_text");
            let pattern = code.map_or_else(|| inner_value(value, self.text), span);
            self.lower.name(own, NameRef::PatternKey(parent, self.str(own).into()));
            self.patterns(self.trimmed(pattern), &[root]);
            return;
        }
        self.patterns(own, &[root]);
        self.rename(own, |it| match it {
            NameRef::Declares(id) => Some(NameRef::PatternShorthand(parent, *id)),
            _ => None,
        });
        self.lower.m.forms.insert(own, Form::Behind("={", "}"));
    }

    fn ident(&self, at: Span) -> Ident {
        Ident { name: self.str(at).into(), span: at }
    }
}
