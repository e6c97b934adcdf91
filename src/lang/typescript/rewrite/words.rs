//! Which strings are words for people, and which are names that a program looks up.

use tree_sitter::Node;

use crate::lang::tree::children;
use crate::model::Span;

/// Attributes whose text is shown.
const SHOWN: &[&str] =
    &["label", "title", "placeholder", "alt", "caption", "summary", "description", "message", "text", "tooltip"];

/// Functions that look their argument up: it is a selector, an address or a key, also where it has several words.
const LOOKED_UP: &[&str] = &[
    "querySelector",
    "querySelectorAll",
    "getElementById",
    "getElementsByClassName",
    "closest",
    "matches",
    "addEventListener",
    "dispatchEvent",
    "getItem",
    "setItem",
    "removeItem",
    "require",
    "import",
];

/// The text at `hit` is for people; `role` may be any that a string or text has.
pub(super) fn are_for_people(root: Node<'_>, text: &str, hit: Span) -> bool {
    let Some(mut node) = root.named_descendant_for_byte_range(hit.start as usize, hit.end as usize) else {
        return false;
    };
    if matches!(node.kind(), "string_fragment" | "escape_sequence") {
        node = node.parent().unwrap_or(node);
    }
    match node.kind() {
        "comment" | "jsx_text" | "html_character_reference" => true,
        "regex" | "regex_pattern" => false,
        "string" | "template_string" => is_sentence(text, node),
        _ => true,
    }
}

fn is_sentence(text: &str, string: Node<'_>) -> bool {
    let parent = string.parent();
    let attribute = parent.filter(|it| it.kind() == "jsx_attribute").or_else(|| {
        let outer = parent.filter(|it| it.kind() == "jsx_expression")?;
        outer.parent().filter(|it| it.kind() == "jsx_attribute")
    });
    if let Some(name) = attribute.and_then(|it| it.named_child(0)) {
        let name = &text[name.byte_range()];
        return SHOWN.contains(&name) || name.starts_with("aria-");
    }
    let called =
        parent.filter(|it| it.kind() == "arguments").and_then(|it| it.parent()?.child_by_field_name("function"));
    let name = called.map(|it| it.child_by_field_name("property").unwrap_or(it)).map(|it| &text[it.byte_range()]);
    if name.is_some_and(|it| LOOKED_UP.contains(&it)) {
        return false;
    }
    // One word without a blank is a key, an address, a class of a style sheet, an event.
    let written = children(string).filter(|it| it.kind() == "string_fragment").map(|it| &text[it.byte_range()]);
    let mut said = false;
    let mut blank = false;
    for part in written {
        said |= part.chars().any(char::is_alphabetic);
        blank |= part.contains(char::is_whitespace);
    }
    said && blank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::tree::parse;

    fn people(code: &str) -> bool {
        let tree = parse(&tree_sitter_typescript::LANGUAGE_TSX.into(), code).expect("it parses");
        let at = code.find("run").expect("a hit");
        are_for_people(tree.root_node(), code, Span::new(at, at + 3))
    }

    #[test]
    fn sentences_are_for_people_and_keys_are_not() {
        for code in [
            "const a = 'the run is over';",
            "const a = `no run ${id} yet`;",
            "const a = <p>run</p>;",
            "const a = <P title='run' />;",
            "const a = <P aria-label={'run'} />;",
            "// a run\n",
        ] {
            assert!(people(code), "{code}");
        }
        for code in [
            "const a = 'run';",
            "const a = 'session.run';",
            "const a = `/runs/${id}`;",
            "const a = <P className='run other' />;",
            "document.querySelector('.run .x');",
            "const a = /a run/;",
        ] {
            assert!(!people(code), "{code}");
        }
    }
}
