//! `refs`: every reference of one Go symbol, whatever else bears its name.

use crate::cli::{ListFormat, RefsArgs};
use crate::model::References;
use crate::report::human;
use crate::session::{Code, refs};
use crate::text::count::bear;

use super::{Failure, Outcome};

/// Finds and prints the references.
pub(super) fn run(args: &RefsArgs) -> Result<Outcome, Failure> {
    let code = Code::read(&args.roots)?;
    super::note_skipped(&code.skipped);
    let found = refs(&code, &args.symbol)?;
    let text = match args.format {
        ListFormat::Human => super::rendered(|out| human::refs(&found, out))?,
        ListFormat::Json => (super::json_line(&found.rows)? + "\n").into_bytes(),
        ListFormat::Jsonl => {
            let rows: Result<String, Failure> =
                found.rows.iter().map(|row| Ok(super::json_line(row)? + "\n")).collect();
            rows?.into_bytes()
        }
    };
    super::answer(&text, args.format == ListFormat::Human)?;
    if args.format != ListFormat::Human {
        note_unresolved(&found);
    }
    Ok(Outcome::Done)
}

fn note_unresolved(found: &References) {
    if let Some(first) = found.unresolved.first() {
        let verb = if found.unresolved.len() == 1 { "is" } else { "are" };
        let places = bear(found.unresolved.len(), "place");
        super::note(&format!("{places} the name on a value of unknown type and {verb} left out; the first is {first}"));
    }
}
