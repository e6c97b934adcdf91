//! `refs`: every reference of one symbol, whatever else bears its name.

use crate::cli::RefsArgs;
use crate::model::References;
use crate::report::Paths;
use crate::session::{Code, Project, refs};
use crate::text::count::bear;

use super::{Failure, Outcome};

/// Finds and prints the references.
pub(super) fn run(args: &RefsArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.refs)?;
    let code = Code::read(&Project::find(&args.roots, args.isolated.isolated)?, &args.symbol)?;
    let page = super::page(&code.repos);
    super::note_skipped(&code.skipped, &page.paths);
    let found = refs(&code, &args.symbol)?;
    super::answer(format, |out| render(&found, &page, out))?;
    if !format.for_people {
        note_unresolved(&found, &page.paths);
    }
    Ok(super::settled(Outcome::Done, code.partial()))
}

fn note_unresolved(found: &References, paths: &Paths) {
    if let Some(first) = found.unresolved.first() {
        let verb = if found.unresolved.len() == 1 { "is" } else { "are" };
        let first = paths.place(first);
        let places = bear(found.unresolved.len(), "place");
        super::note(&format!(
            "{places} the name with a meaning that is not known and {verb} left out; the first is {first}"
        ));
    }
}
