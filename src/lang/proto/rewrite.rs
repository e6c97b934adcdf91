//! Words of comments are written anew in a `.proto`; its names are for people, because generated code bears them.

use crate::lang::rewriter::{Ground, No, Rewriter, Written};
use crate::model::Change;
use crate::model::plan::{Group, Input};

/// Nothing is read beforehand.
pub struct Comments;

impl Ground for Comments {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

impl Rewriter for Comments {
    fn change(&mut self, _: &Input, _: usize, _: Change, _: &[Group]) -> Result<Written, No> {
        let reason = "the code that is generated from it bears its names: rename it here and in what uses that code, and generate again";
        Err(No::Manual(reason.to_owned()))
    }

    fn words(&mut self, _: &Input, _: usize) -> Result<(), No> {
        Ok(())
    }
}
