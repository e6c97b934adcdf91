//! `rename`: one symbol, without a rule pack.

use crate::cli::RenameArgs;
use crate::model::answer::Renaming;
use crate::model::plan::Refusal;
use crate::session::{Code, rename};
use crate::text::count::bear;

use super::write::Rewrite;
use super::{Failure, Outcome};

/// Plans the rename, and writes it or says what forbids it.
pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    let code = Code::read_with_templates(&args.roots)?;
    super::note_skipped(&code.skipped);
    let renaming = rename(&code, &args.symbol, &args.new)?;
    if renaming.name == args.new {
        super::note("that is its name already");
        return Ok(super::settled(Outcome::Done, code.partial()));
    }
    if !renaming.refused.is_empty() {
        renaming.refused.iter().for_each(say_refused);
        super::note("nothing was written");
        return Ok(super::settled(Outcome::Findings, code.partial()));
    }
    super::may_write(&code.skipped, &code.astray, &args.write, "runsess.yaml")?;
    note_untouched(&renaming);
    let rewrite = Rewrite::new(&renaming.files, &code.sources, &code.repos);
    let done = rewrite.finish(&args.write, &format!("rename {} to {}", renaming.symbol, args.new))?;
    Ok(super::settled(done, code.partial()))
}

fn say_refused(it: &Refusal) {
    let place = if it.place.is_empty() { String::new() } else { format!("{}: ", it.place) };
    let way_out = if it.way_out.is_empty() { String::new() } else { format!("; {}", it.way_out) };
    super::note(&format!("refused: {place}{}{way_out}", it.reason));
}

/// What bears the name and is left alone.
fn note_untouched(renaming: &Renaming) {
    if let Some(first) = renaming.unresolved.first() {
        let count = renaming.unresolved.len();
        let left = if count == 1 { "is left as it is" } else { "are left as they are" };
        let places = bear(count, "place");
        super::note(&format!("{places} the name on a value of unknown type and {left}; the first is {first}"));
    }
    if let Some(first) = renaming.mentioned.first() {
        super::note(&format!(
            "`{}` also stands in templates or reflection, which find members by name; not changed: {}, the first at {first}",
            renaming.name,
            renaming.mentioned.len(),
        ));
    }
}
