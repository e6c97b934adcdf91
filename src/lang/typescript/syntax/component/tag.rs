//! What the elements of all components have: attributes with values.

use tree_sitter::Node;

use super::pieces::Component;
use crate::lang::tree::{children, span};
use crate::lang::typescript::syntax::lower::Lower;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// An element while its attributes are read.
pub struct Tag {
    pub element: ExprId,
    pub attributes: Vec<(Ident, Option<ExprId>)>,
    /// It may be a component: the text of an attribute is a value of the program.
    pub component: bool,
}

impl Tag {
    pub fn new(element: ExprId, component: bool) -> Self {
        Self { element, attributes: Vec::new(), component }
    }

    /// Where the value of the next attribute stands.
    pub fn place(&self) -> Place {
        Place::Attribute(self.element, self.attributes.len() as u32)
    }

    /// Adds an attribute without a value.
    pub fn attribute(&mut self, key: Ident, lower: &mut Lower<'_>) -> Place {
        let place = self.place();
        lower.name(key.span, NameRef::Attribute(self.element, self.attributes.len() as u32));
        self.attributes.push((key, None));
        place
    }

    /// Adds an attribute, `node`, with its value.
    pub fn set(&mut self, key: Ident, value: Option<ExprId>, node: Node<'_>, lower: &mut Lower<'_>) {
        let index = self.attributes.len() as u32;
        if let Some(value) = value {
            lower.link(value, Target::Attribute(self.element, index), node);
        }
        self.attributes.push((key, value));
    }
}

impl Component<'_> {
    /// A name that is an attribute (of `tag`, if that is given) and the variable which is its value.
    pub fn shorthand(&mut self, name: Span, form: Form, tag: Option<&mut Tag>) -> Option<ExprId> {
        let place = tag.as_ref().map_or(Place::Free, |it| it.place());
        let value = self.expression(name, place)?;
        let attribute = tag.map(|it| (it.element, it.attributes.len() as u32));
        self.rename(name, |it| match it {
            NameRef::Ident(expr) => Some(NameRef::AttributeShorthand(attribute, *expr)),
            _ => None,
        });
        self.lower.m.forms.insert(name, form);
        Some(value)
    }

    /// Gives the name at `at`, which was read just now, another meaning.
    pub fn rename(&mut self, at: Span, new: impl Fn(&NameRef) -> Option<NameRef>) {
        let last = self.lower.m.names.iter_mut().rev().take(8).find(|it| it.0 == at);
        if let Some((_, name)) = last
            && let Some(new) = new(name)
        {
            *name = new;
        }
    }

    /// A value that is only text. On an element of the page it is written for the page.
    pub fn text_value(&mut self, at: Span, place: Place, component: bool) -> ExprId {
        let id = self.made(ExprKind::Text(at), at);
        self.lower.m.exprs[id].place = place;
        let text = self.str(at);
        if text.len() <= 64 && !text.contains('&') {
            self.lower.m.texts.insert(at, text.into());
        }
        if component {
            self.lower.name(at, NameRef::Text(id));
        }
        id
    }
}

/// The attribute of this name: its value, if it has one, without the quotation marks.
pub fn attribute_of(tag: Node<'_>, name: &str, text: &str) -> Option<Option<Span>> {
    let mut attributes = children(tag).filter(|it| it.kind() == "attribute");
    let is_named = |it: &Node<'_>| {
        let key = children(*it).next();
        key.is_some_and(|it| text.get(it.byte_range()) == Some(name))
    };
    let found = attributes.find(is_named)?;
    Some(children(found).nth(1).map(|it| inner_value(it, text)))
}

/// The value of an attribute without its quotation marks.
pub fn inner_value(value: Node<'_>, text: &str) -> Span {
    let all = span(value);
    match text.as_bytes().get(all.start as usize) {
        Some(b'"' | b'\'') if all.len() >= 2 => Span { start: all.start + 1, end: all.end - 1 },
        _ => all,
    }
}
