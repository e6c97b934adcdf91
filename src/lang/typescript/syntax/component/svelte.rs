//! The template of Svelte: blocks, tags and expressions between braces.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::pieces::{Component, outside, part, words_outside};
use super::tag::{Tag, attribute_of};
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Deepest nesting of elements and blocks that is read.
const DEPTH: u32 = 180;

impl Component<'_> {
    /// A whole file. Of broken markup the scripts only.
    pub fn svelte(&mut self, root: Node<'_>, broken: bool) {
        let scripts: Vec<Script> = children(root).filter_map(|it| self.script_of(it)).collect();
        let lang = scripts.iter().map(|it| &*it.lang).find(|it| !it.is_empty());
        self.speak(lang.unwrap_or_default());
        for it in scripts.iter().filter(|it| it.shared) {
            self.script(it.code);
        }
        // What the script of an instance exports is no export of the file.
        let shared = std::mem::take(&mut self.lower.m.exports);
        for it in scripts.iter().filter(|it| !it.shared) {
            if let Some(generics) = it.generics {
                self.generics(generics);
            }
            self.script(it.code);
        }
        let own = std::mem::replace(&mut self.lower.m.exports, shared);
        self.implicit();
        self.svelte_props(own);
        if !broken {
            // What a variable holds where the script ends, it need not hold when the template is drawn again.
            self.lower.flow = self.lower.m.flows.push(FlowNode::Start(None));
            self.scoped(|this| this.nodes(root));
        }
        self.stores();
    }

    fn script_of(&self, node: Node<'_>) -> Option<Script> {
        if node.kind() != "script_element" {
            return None;
        }
        let mut parts = children(node);
        let tag = parts.find(|it| it.kind() == "start_tag")?;
        let code = span(parts.find(|it| it.kind() == "raw_text")?);
        let value = |name| attribute_of(tag, name, self.text);
        let text = |name| value(name).flatten().and_then(|it| self.text.get(it.range())).unwrap_or_default();
        let shared = value("module").is_some() || text("context") == "module";
        Some(Script { code, lang: text("lang").into(), shared, generics: value("generics").flatten() })
    }

    pub(super) fn nodes(&mut self, parent: Node<'_>) {
        for child in children(parent) {
            self.node(child);
        }
    }

    pub(super) fn node(&mut self, node: Node<'_>) {
        if self.lower.depth >= DEPTH {
            return;
        }
        self.lower.depth += 1;
        match node.kind() {
            "element" => self.element(node),
            "expression" | "html_tag" | "render_tag" | "debug_tag" | "key_start" => {
                self.code(node, Place::Free);
            }
            "const_tag" => {
                for it in children(node).filter(|it| it.kind() == "svelte_raw_text") {
                    self.statements(span(it), "const ");
                }
            }
            "if_statement" => {
                let from = self.lower.flow;
                self.branch(node, from);
                self.lower.flow = from;
            }
            "each_statement" => self.each(node),
            "await_statement" => self.awaits(node),
            "snippet_statement" => self.snippet(node, None),
            "key_statement" => self.scoped(|this| this.nodes(node)),
            _ => {}
        }
        self.lower.depth -= 1;
    }

    /// The code between the braces of a node.
    pub(super) fn code(&mut self, node: Node<'_>, place: Place) -> Option<ExprId> {
        let code = children(node).find(|it| it.kind() == "svelte_raw_text")?;
        self.expression(span(code), place)
    }

    /// `{#if}` and what follows it; `from` is where its condition is asked.
    fn branch(&mut self, node: Node<'_>, from: FlowId) {
        let mut rest = from;
        self.lower.flow = from;
        let outer = self.lower.enter_scope(false);
        for child in children(node) {
            match child.kind() {
                "if_start" | "else_if_start" => {
                    if let Some(condition) = self.code(child, Place::Free) {
                        rest = self.lower.condition(from, condition, false);
                        self.lower.flow = self.lower.condition(from, condition, true);
                    }
                }
                "else_if_block" | "else_block" => {
                    let inside = std::mem::replace(&mut self.lower.scope, outer);
                    self.branch(child, rest);
                    self.lower.scope = inside;
                }
                _ => self.node(child),
            }
        }
        self.lower.scope = outer;
    }

    /// `{#each items as item, index (key)}`.
    fn each(&mut self, node: Node<'_>) {
        let head = children(node).find(|it| it.kind() == "each_start");
        let Some(head) = head.and_then(|it| self.raw(it)) else { return };
        let text = self.str(head);
        let (items, names) = match words_outside(text, "as").last() {
            Some(at) => (part(head, 0, *at), Some(part(head, at + 2, text.len()))),
            None => (head, None),
        };
        let items = self.expression(self.trimmed(items), Place::Free);
        let (from, outer) = (self.lower.flow, self.lower.enter_scope(false));
        if let Some(names) = names {
            let text = self.str(names);
            let key = outside(text).find(|it| it.1 == b'(').map_or(text.len(), |it| it.0);
            let of = self.lower.add_root(None, items, RootKind::Of);
            let number = self.lower.add_type(TypeKind::Keyword(Keyword::Number));
            let index = self.lower.add_root(Some(number), None, RootKind::Variable);
            self.patterns(self.trimmed(part(names, 0, key)), &[of, index]);
            if key < text.len() {
                self.expression(self.trimmed(part(names, key, text.len())), Place::Free);
            }
        }
        for child in children(node) {
            if child.kind() == "else_block" {
                let inside = std::mem::replace(&mut self.lower.scope, outer);
                self.scoped(|this| this.nodes(child));
                self.lower.scope = inside;
            } else {
                self.node(child);
            }
        }
        (self.lower.scope, self.lower.flow) = (outer, from);
    }

    /// `{#await promise}…{:then value}…{:catch error}…{/await}`, and the short forms.
    fn awaits(&mut self, node: Node<'_>) {
        let head = children(node).find(|it| it.kind() == "await_start");
        let Some(head) = head.and_then(|it| self.raw(it)) else { return };
        let text = self.str(head);
        let word = ["then", "catch"].into_iter().find_map(|it| Some((it, *words_outside(text, it).first()?)));
        let promise = part(head, 0, word.map_or(text.len(), |it| it.1));
        let promise = self.expression(self.trimmed(promise), Place::Free);
        let short = word.map(|(word, at)| (word == "then", self.trimmed(part(head, at + word.len(), text.len()))));
        self.scoped(|this| {
            if let Some((then, name)) = short {
                this.settled(name, promise.filter(|_| then));
            }
            for child in children(node).filter(|it| !it.kind().ends_with("_block")) {
                this.node(child);
            }
        });
        for child in children(node) {
            let then = match child.kind() {
                "then_block" => true,
                "catch_block" => false,
                _ => continue,
            };
            self.scoped(|this| {
                let start = children(child).find(|it| it.kind().ends_with("_start"));
                if let Some(name) = start.and_then(|it| this.raw(it)) {
                    this.settled(this.trimmed(name), promise.filter(|_| then));
                }
                this.nodes(child);
            });
        }
    }

    /// Declares what a promise gives; without one, what went wrong.
    fn settled(&mut self, name: Span, promise: Option<ExprId>) {
        let value = promise.map(|it| self.made(ExprKind::Await(it), name));
        let kind = if value.is_some() { RootKind::Variable } else { RootKind::Catch };
        let root = self.lower.add_root(None, value, kind);
        self.patterns(name, &[root]);
    }

    /// `{#snippet name(parameters)}`; inside of a component it is one of its properties.
    pub(super) fn snippet(&mut self, node: Node<'_>, given: Option<&mut Tag>) {
        let Some(start) = children(node).find(|it| it.kind() == "snippet_start") else { return };
        let Some(name) = children(start).find(|it| it.kind() == "snippet_name").map(span) else { return };
        let text = self.str(span(start));
        let behind = (name.end - span(start).start) as usize;
        let Some(open) = text[behind..].find('(').map(|it| behind + it) else { return };
        let close = text.rfind(')').map_or(text.len(), |it| it + 1);
        let parameters = part(span(start), open, close.max(open));
        let ident = Ident { name: self.str(name).into(), span: name };
        let outer = self.lower.scope;
        let place = given.map_or(Place::Free, |tag| tag.attribute(ident.clone(), &mut self.lower));
        let function = self.function(parameters, place);
        match (place, function) {
            (Place::Attribute(..), _) | (_, None) => {}
            (_, Some((expr, _))) => {
                let root = self.lower.add_root(None, Some(expr), RootKind::Variable);
                let pat = self.lower.add_pat(root, Vec::new(), None);
                let id = self.lower.declare(ident, BindingKind::Local, What::Value(pat));
                self.lower.m.bindings[id].constant = true;
                self.lower.m.roots[root].binding = Some(id);
                self.lower.name(name, NameRef::Declares(id));
            }
        }
        let flow = self.lower.flow;
        if let Some((_, scope)) = function {
            self.lower.scope = scope;
        }
        self.lower.flow = self.lower.m.flows.push(FlowNode::Start(None));
        self.scoped(|this| this.nodes(node));
        (self.lower.scope, self.lower.flow) = (outer, flow);
    }

    /// All code in the head of a block.
    fn raw(&self, start: Node<'_>) -> Option<Span> {
        let mut codes = children(start).filter(|it| it.kind() == "svelte_raw_text");
        let first = span(codes.next()?);
        Some(Span { start: first.start, end: codes.last().map_or(first.end, |it| span(it).end) })
    }
}

/// A script of a component.
struct Script {
    code: Span,
    lang: SmolStr,
    /// It runs once for all instances: `<script module>`.
    shared: bool,
    generics: Option<Span>,
}
