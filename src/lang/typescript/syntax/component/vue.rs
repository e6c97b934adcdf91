//! Components of Vue: scripts, and the names that a template sees.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::pieces::{Component, part};
use super::tag::attribute_of;
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

impl Component<'_> {
    /// A whole file. Of broken markup the scripts only.
    pub fn vue(&mut self, root: Node<'_>, broken: bool) {
        let tags: Vec<(Node<'_>, Node<'_>)> = children(root).filter_map(script).collect();
        let text = |tag, name| attribute_of(tag, name, self.text).flatten();
        let langs: Vec<SmolStr> = tags.iter().filter_map(|it| Some(self.str(text(it.0, "lang")?).into())).collect();
        let is_setup = |tag| attribute_of(tag, "setup", self.text).is_some();
        let (setup, plain): (Vec<_>, Vec<_>) = tags.into_iter().partition(|it| is_setup(it.0));
        let generics = setup.iter().find_map(|it| text(it.0, "generic"));
        self.speak(langs.first().map_or("", SmolStr::as_str));
        plain.iter().for_each(|it| self.script(span(it.1)));
        if let Some(generics) = generics {
            self.generics(generics);
        }
        setup.iter().for_each(|it| self.script(span(it.1)));
        let names = if setup.is_empty() { self.options() } else { self.macros() };
        self.lower.flow = self.lower.m.flows.push(FlowNode::Start(None));
        // A template without `<script setup>` sees what the options give it, and nothing of the file.
        let parent = (!setup.is_empty()).then_some(ScopeId::FILE);
        let template = Scope { parent, template: Some(names), ..Scope::default() };
        self.lower.scope = self.lower.m.scopes.push(template);
        for it in children(root).filter(|_| !broken) {
            match it.kind() {
                "element" if self.tag_of(it).is_some_and(|it| self.str(span(it)) == "template") => self.vue_nodes(it),
                "style_element" => self.style(it),
                _ => {}
            }
        }
    }

    /// What `export default` says of the component, which may be a plain object.
    fn options(&mut self) -> Names {
        let m = &self.lower.m;
        let Some(Export::Value(value)) = m.exports.get("default").cloned() else {
            let none = self.literal(Vec::new());
            if !self.lower.m.exports.contains_key("default") {
                self.export_component(none);
            }
            return Names { owners: Vec::new(), refs: false };
        };
        let mut component = value;
        if let ExprKind::Object(_) = self.lower.m.expr(value).kind {
            // What the compiler makes of it: `defineComponent({ … })`.
            let at = self.lower.m.expr(value).span;
            let vue = self.made(ExprKind::Import("vue".into(), false), at);
            let name = Ident { name: "defineComponent".into(), span: Span::new(0, 0) };
            let callee = self.made(ExprKind::Member { object: vue, name }, at);
            let call = ExprKind::Call { callee, type_args: Vec::new(), args: vec![value], new: false };
            component = self.made(call, at);
            self.lower.m.exprs[value].place = Place::Argument(component, 0);
            self.lower.m.exports.insert("default".into(), Export::Value(component));
        }
        Names { owners: vec![Owner::Instance(component)], refs: false }
    }

    /// What the macros of `<script setup>` say of the component.
    fn macros(&mut self) -> Names {
        let called = |name: &str| {
            let m = &self.lower.m;
            let is = |it: &ExprKind| match it {
                ExprKind::Call { callee, .. } => matches!(&m.expr(*callee).kind, ExprKind::Ident(it) if it == name),
                _ => false,
            };
            m.exprs.entries().filter(|it| is(&it.1.kind)).map(|it| it.0).collect::<Vec<ExprId>>()
        };
        let (props, models) = (called("defineProps"), called("defineModel"));
        let mut types: Vec<TypeId> = Vec::new();
        for call in props {
            let ExprKind::Call { type_args, .. } = &self.lower.m.expr(call).kind else { continue };
            let written = type_args.first().copied();
            types.push(written.unwrap_or_else(|| self.lower.add_type(TypeKind::TypeOf(call))));
        }
        let members: Vec<Member> = models.into_iter().filter_map(|it| self.model(it)).collect();
        let named: Vec<Span> = members.iter().map(|it| it.key.span).collect();
        if !members.is_empty() {
            let ty = self.literal(members);
            let TypeKind::Literal(shape) = self.lower.m.ty(ty).kind else { return Names::default() };
            for (span, name) in &mut self.lower.m.names {
                if let Some(at) = named.iter().position(|it| it == span) {
                    *name = NameRef::Member(shape, at as u32);
                }
            }
            types.push(ty);
        }
        let props = match types[..] {
            [] => self.literal(Vec::new()),
            [one] => one,
            _ => self.lower.add_type(TypeKind::Intersection(types)),
        };
        self.export_component(props);
        Names { owners: vec![Owner::Type(props)], refs: true }
    }

    /// `defineModel<T>('name')` declares a property.
    fn model(&self, call: ExprId) -> Option<Member> {
        let m = &self.lower.m;
        let ExprKind::Call { type_args, args, .. } = &m.expr(call).kind else { return None };
        let named = args.first().and_then(|it| match m.expr(*it).kind {
            ExprKind::Text(span) => Some(span),
            _ => None,
        });
        let key = match named {
            Some(span) => Ident { name: self.str(span).into(), span },
            None => Ident { name: "modelValue".into(), span: Span::new(0, 0) },
        };
        Some(Member { key, ty: type_args.first().copied(), optional: true, ..Member::default() })
    }

    /// `v-bind(color)` in a style.
    fn style(&mut self, node: Node<'_>) {
        const BIND: &str = "v-bind(";
        let Some(raw) = children(node).find(|it| it.kind() == "raw_text").map(span) else { return };
        let text = self.str(raw);
        for (at, _) in text.match_indices(BIND) {
            let from = at + BIND.len();
            let Some(to) = text[from..].find(')').map(|it| from + it) else { continue };
            let code = self.trimmed(part(raw, from, to));
            let bare = self.str(code).trim_matches(['\'', '"']);
            let quote = usize::from(bare.len() < self.str(code).len());
            self.expression(part(code, quote, quote + bare.len()), Place::Free);
        }
    }
}

/// The start tag and the code of a script.
fn script(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    if node.kind() != "script_element" {
        return None;
    }
    let mut parts = children(node);
    Some((parts.find(|it| it.kind() == "start_tag")?, parts.find(|it| it.kind() == "raw_text")?))
}
