//! Words of documents are replaced where they stand, and members of objects in them go where the new name is there already. Links follow
//! the headings that they lead to.

use super::anchors::Documents;
use super::member;
use crate::lang::rewriter::{Following, Ground, No, Rewriter, Written, by_word};
use crate::model::plan::{Group, Input};
use crate::model::{Change, Edit, Role};

/// Why a query parameter in an address is left to people.
const PARAMETER: &str =
    "it is a parameter of an address: whether the page there knows the new name has to be found out";

/// Nothing is read beforehand.
pub struct Unread;

impl Ground for Unread {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Writer::default())
    }
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
        match self.is_parameter(input, at) {
            true => Err(No::Manual(PARAMETER.to_owned())),
            false => by_word(input, at, change),
        }
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        match self.is_parameter(input, at) {
            true => Err(No::Manual(PARAMETER.to_owned())),
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
