//! Words of documents are replaced where they stand, and members of objects in them go where the new name is there already.

use super::member;
use crate::lang::rewriter::{Ground, No, Rewriter, Written, by_word};
use crate::model::plan::{Group, Input};
use crate::model::{Change, Edit, Role};

/// Nothing is read beforehand.
pub struct Documents;

impl Ground for Documents {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

impl Rewriter for Documents {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        by_word(input, at, change)
    }

    fn words(&mut self, _: &Input, _: usize) -> Result<(), No> {
        Ok(())
    }

    fn beside(&mut self, input: &Input, at: usize, new: &str) -> Option<Edit> {
        let occurrence = &input.facts.occurrences[at];
        let text = &input.source(occurrence.file).text;
        member::delete_if_doubled(text, occurrence.span, new).filter(|_| occurrence.role == Role::DocCode)
    }
}
