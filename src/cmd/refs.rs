//! `refs`: every reference of one Go symbol, whatever else bears its name.

use crate::cli::RefsArgs;
use crate::model::References;
use crate::session::{Code, Project, refs};
use crate::text::count::bear;

use super::{Failure, Outcome};

/// Finds and prints the references.
pub(super) fn run(args: &RefsArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.refs)?;
    let code = Code::read(&Project::find(&args.roots, args.isolated.isolated)?)?;
    super::note_skipped(&code.skipped);
    let found = refs(&code, &args.symbol)?;
    super::answer(format, |out| render(&found, super::page(), out))?;
    if !format.for_people {
        note_unresolved(&found);
    }
    Ok(super::settled(Outcome::Done, code.partial()))
}

fn note_unresolved(found: &References) {
    if let Some(first) = found.unresolved.first() {
        let verb = if found.unresolved.len() == 1 { "is" } else { "are" };
        let places = bear(found.unresolved.len(), "place");
        super::note(&format!("{places} the name on a value of unknown type and {verb} left out; the first is {first}"));
    }
}
