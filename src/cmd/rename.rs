//! `rename`: one symbol, without a rule pack.

use crate::cli::{RenameArgs, WireArg};
use crate::model::answer::Renaming;
use crate::model::plan::Wire;
use crate::report::named;
use crate::session::{Code, Project, rename};

use super::planned::{say_manual, say_refused};
use super::write::{Rewrite, asked, may_ask, may_check};
use super::{Failure, Outcome};

/// Plans the rename, and writes it or says what forbids it.
pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    // The format for people is the rename itself.
    let listing = match named(&args.format) {
        Some(format) if format.for_people => None,
        _ => Some(super::formats::pick(&args.format, |it| it.apply)?),
    };
    if listing.is_some() {
        may_check(&args.write, &args.format)?;
    }
    may_ask(&args.write, listing.is_some())?;
    let project = Project::find(&args.roots, args.isolated.isolated)?;
    let mut code = Code::read_to_rename(&project, &args.symbol)?;
    let page = super::page(&code.repos);
    super::looked_at(&mut code.skipped, &args.write.unread, &code.repos);
    super::note_skipped(&code.skipped, &page.paths);
    let wire = match args.wire {
        WireArg::Keep => Wire::Keep,
        WireArg::Refuse => Wire::Refuse,
    };
    let Renaming { symbol, name, plan } = rename(&code, &args.symbol, &args.new, wire)?;
    if let Some((format, render)) = listing {
        super::answer(format, |out| render(&plan, &page, out))?;
        let done = if plan.refused.is_empty() { Outcome::Done } else { Outcome::Findings };
        let left = !Rewrite::new(&plan, &code.sources, &code.repos).is_empty();
        return Ok(super::settled(asked(&args.write, done, left), code.partial()));
    }
    if name == args.new {
        super::note("that is its name already");
        return Ok(super::settled(Outcome::Done, code.partial()));
    }
    if !plan.refused.is_empty() {
        say_refused(&plan.refused, &page.paths, false);
        super::note("nothing was written");
        return Ok(super::settled(Outcome::Findings, code.partial()));
    }
    super::may_write(&code.skipped, &code.astray, &args.write)?;
    say_manual(&plan, &page.paths, true);
    let rewrite = Rewrite::new(&plan, &code.sources, &code.repos);
    let done = rewrite.finish(&args.write, &format!("rename {symbol} to {}", args.new))?;
    Ok(super::settled(asked(&args.write, done, !rewrite.is_empty()), code.partial()))
}
