//! Words of documents are replaced where they stand, and members of objects in them go where the new name is there already. Links follow
//! the headings that they lead to.

use super::anchors::Documents;
use super::member;
use crate::lang::rewriter::{Following, Ground, No, Rewriter, Written, by_word};
use crate::model::plan::{Group, Input};
use crate::model::{Change, Edit, Role, Span};

/// Why a query parameter in an address is left to people.
const PARAMETER: &str =
    "it is a parameter of an address: whether the page there knows the new name has to be found out";

/// Why what MDX evaluates is left to people.
const EVALUATED: &str =
    "it is code of MDX: a module, a component or a value that is declared elsewhere is renamed with its declaration";

/// Nothing is read beforehand.
pub struct Unread;

impl Ground for Unread {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Writer::default())
    }
}

/// MDX evaluates the place: it stands in `import` or `export`, in braces, or in a tag.
fn is_evaluated(text: &str, at: Span) -> bool {
    let start = text[..at.range().start].rfind("\n\n").map_or(0, |it| it + 2);
    let block = &text[start..at.range().start];
    let opens = |open: char, close: char| {
        let depth = block.chars().fold(0_i32, |depth, it| match it {
            it if it == open => depth + 1,
            it if it == close => (depth - 1).max(0),
            _ => depth,
        });
        depth > 0
    };
    let whole = text[start..].trim_start_matches('\n');
    let declares = ["import ", "export "].iter().any(|it| whole.starts_with(it));
    declares || opens('{', '}') || opens('<', '>')
}

#[derive(Default)]
struct Writer {
    documents: Documents,
}

impl Writer {
    fn is_parameter(&mut self, input: &Input, at: usize) -> bool {
        let occurrence = &input.facts.occurrences[at];
        let source = input.source(occurrence.file);
        self.documents.of(source).is_parameter(&source.text, occurrence.span)
    }
}

impl Rewriter for Writer {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        self.words(input, at)?;
        by_word(input, at, change)
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        if self.is_parameter(input, at) {
            return Err(No::Manual(PARAMETER.to_owned()));
        }
        let occurrence = &input.facts.occurrences[at];
        let source = input.source(occurrence.file);
        let is_shown = matches!(occurrence.role, Role::DocCode | Role::PlainText | Role::Comment);
        match source.path.ends_with(".mdx") && !is_shown && is_evaluated(&source.text, occurrence.span) {
            true => Err(No::Manual(EVALUATED.to_owned())),
            false => Ok(()),
        }
    }

    fn beside(&mut self, input: &Input, at: usize, new: &str) -> Option<Edit> {
        let occurrence = &input.facts.occurrences[at];
        let text = &input.source(occurrence.file).text;
        member::delete_if_doubled(text, occurrence.span, new).filter(|_| occurrence.role == Role::DocCode)
    }

    fn following(&mut self, input: &Input, groups: &[Group]) -> Following {
        self.documents.following(input, groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mdx_evaluates_is_told_by_what_stands_around() {
        for (text, expected) in [
            ("import { LotId } from './x';\n\nA lot_id.", false),
            ("import x from './lot_id';\n\nA text.", true),
            ("A text.\n\nexport const a = 1;\nexport const lot_id = 2;", true),
            ("The {meta.lot_id} here", true),
            ("The {meta.x} of a lot_id", false),
            ("<Show id=\"lot_id\">", true),
            ("<Show>lot_id</Show>", false),
            ("</lot_id>", true),
        ] {
            let at = text.find("lot_id").unwrap();
            assert_eq!(is_evaluated(text, Span::new(at, at + 6)), expected, "{text}");
        }
    }
}
