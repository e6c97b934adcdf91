//! What is written into data and text: one word in place of another, where the word is all that there is of the name.

use crate::lang::rewriter::{Ground, No, Rewriter, Written, by_word};
use crate::model::Change;
use crate::model::plan::{Group, Input};

/// Writes each word by itself.
pub(super) struct Words;

/// Why a name stays that is asked for in a workflow.
const KEPT_ELSEWHERE: &str =
    "its value is kept in the settings of the project where the workflow runs: give it the new name there first";

impl Rewriter for Words {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        let it = &input.facts.occurrences[at];
        match is_kept_elsewhere(&input.source(it.file).text, it.span.start as usize) {
            true => Err(No::Manual(KEPT_ELSEWHERE.to_owned())),
            false => by_word(input, at, change),
        }
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let it = &input.facts.occurrences[at];
        match is_kept_elsewhere(&input.source(it.file).text, it.span.start as usize) {
            true => Err(No::Manual(KEPT_ELSEWHERE.to_owned())),
            false => Ok(()),
        }
    }
}

impl Ground for Words {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

/// `${{ secrets.RUN_ID }}`, `${{ vars.RUN_ID }}`: no file declares these.
fn is_kept_elsewhere(text: &str, start: usize) -> bool {
    let Some(before) = text.get(..start) else { return false };
    // The whole name, of which the word may be a part.
    let name = before.trim_end_matches(|it: char| it.is_alphanumeric() || it == '_');
    let Some(open) = name.rfind("${{") else { return false };
    !name[open..].contains("}}") && (name.ends_with("secrets.") || name.ends_with("vars."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_project_are_told_by_their_context() {
        for (text, expected) in [
            ("${{ secrets.LOT_ID }}", true),
            ("${{ vars.APP_LOT_ID }}", true),
            ("${{ env.LOT_ID || secrets.LOT_ID_2 }}", false),
            ("${{ env.X || secrets.LOT_ID }}", true),
            ("${{ env.LOT_ID }}", false),
            ("${{ secrets.X }} vars.LOT_ID", false),
            ("vars.LOT_ID", false),
        ] {
            assert_eq!(is_kept_elsewhere(text, text.find("LOT_ID").unwrap()), expected, "{text}");
        }
    }
}
