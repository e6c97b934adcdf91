//! Components: files of markup with scripts in them. All scripts of a file and the code of its template become one module, in the places
//! that they have in the file. What the file is imported for, the component itself, is its default export: a function of its properties.

mod attributes;
mod directives;
mod pieces;
mod props;
mod svelte;
mod tag;
mod vue;

use pieces::Component;
use tree_sitter::Node;

use super::module::Module;
use super::trees::Trees;
use crate::lang::tree::{self, children};

/// Who reads a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Svelte,
    Vue,
}

/// The kind of the component at a path; `None` for scripts, and for components that are not read.
pub fn kind(path: &str) -> Option<Kind> {
    match path.rsplit_once('.')?.1 {
        "svelte" => Some(Kind::Svelte),
        "vue" => Some(Kind::Vue),
        _ => None,
    }
}

/// Reads a component; `None` where it is too big.
pub fn read(kind: Kind, path: &str, text: &str) -> Option<(Module, Trees)> {
    // The grammar of Svelte is one of HTML with code between braces.
    let whole = tree::parse(&tree_sitter_svelte_ng::LANGUAGE.into(), text)?;
    let broken = is_broken(whole.root_node(), text);
    let mut component = Component::new(path, text);
    match kind {
        Kind::Svelte => component.svelte(whole.root_node(), broken),
        Kind::Vue => component.vue(whole.root_node(), broken),
    }
    let (module, pieces) = component.finish();
    Some((module, Trees { whole, pieces, broken }))
}

/// The markup as a whole is not understood: what lies in what is a guess. A mistake inside of a tag stays there.
fn is_broken(root: Node<'_>, text: &str) -> bool {
    let mut broken = false;
    tree::walk(root, |node, leaving| {
        let is_tag = matches!(node.kind(), "start_tag" | "self_closing_tag");
        // The end of a block that the grammar took for an expression.
        let stray = node.kind() == "expression"
            && children(node).any(|it| text.get(it.byte_range()).is_some_and(|it| it.starts_with(['/', ':', '#'])));
        // `Terms & Privacy` is an error of the grammar, and breaks nothing around it.
        let text = text.get(node.byte_range()).unwrap_or_default();
        let wrong = node.is_error() && text.contains(['{', '}', '<', '>']) || node.is_missing();
        broken |= !leaving && (wrong || stray);
        !is_tag && node.kind() != "raw_text"
    });
    broken
}
