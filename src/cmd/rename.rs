//! `rename`: one symbol, without a rule pack.

use std::path::PathBuf;

use crate::cli::{RenameArgs, WireArg};
use crate::model::answer::{NoSymbol, Renaming};
use crate::model::plan::{Plan, Wire};
use crate::model::{Repo, Skipped, Source};
use crate::report::named;
use crate::session::{ALONE, Code, DatabaseRename, Error, Others, Project, Workspace, in_database, rename};

use super::planned::{say_manual, say_refused};
use super::write::{Rewrite, asked, may_ask, may_check};
use super::{Failure, Outcome};

/// Plans the rename, and writes it or says what forbids it.
pub(super) fn run(args: &RenameArgs) -> Result<Outcome, Failure> {
    let lists = !named(&args.format).is_some_and(|it| it.does);
    if lists {
        super::formats::pick(&args.format, |it| it.apply)?;
        may_check(&args.write, &args.format)?;
    }
    may_ask(&args.write, lists)?;
    let project = Project::find(&args.roots, args.isolated.isolated)?;
    let mut code = Code::read_to_rename(&project, &args.symbol)?;
    let wire = match args.wire {
        WireArg::Keep => Wire::Keep,
        WireArg::Refuse => Wire::Refuse,
        WireArg::Change => Wire::Change,
    };
    let missing = match rename(&code, &args.symbol, &args.new, wire) {
        Ok(Renaming { symbol, name, plan }) => {
            super::looked_at(&mut code.skipped, &args.write.unread, &code.repos);
            let partial = code.partial();
            let Code { repos, sources, skipped, astray } = &code;
            let read = Read { repos, sources, skipped, astray, partial, workspace: None };
            return settle(args, &symbol, &name, &plan, &read);
        }
        // No declaration bears the name: a table or a column may.
        Err(Error::Symbol(missing)) if !matches!(missing, NoSymbol::Ambiguous { .. }) => missing,
        Err(error) => return Err(error.into()),
    };
    let others = Others { keep: args.keep_others, every_database: args.every_database };
    let DatabaseRename { symbol, name, mut workspace } =
        match in_database(&project, &code, (&args.symbol, &args.new), others) {
            Err(Error::Symbol(NoSymbol::Unknown { .. } | NoSymbol::Nothing { .. })) => {
                return Err(Error::Symbol(missing).into());
            }
            found => found?,
        };
    workspace.unproved = args.unproved_sql;
    workspace.server = super::server(&args.server)?;
    super::looked_at(&mut workspace.skipped, &args.write.unread, &workspace.repos);
    let plan = if name == args.new { Plan::default() } else { workspace.plan(&ALONE) };
    let partial = workspace.partial();
    let Workspace { repos, sources, skipped, astray, .. } = &workspace;
    let read = Read { repos, sources, skipped, astray, partial, workspace: Some(&workspace) };
    settle(args, &symbol, &name, &plan, &read)
}

/// What a rename was planned on.
struct Read<'a> {
    repos: &'a [Repo],
    sources: &'a [Source],
    skipped: &'a [Skipped],
    astray: &'a [PathBuf],
    partial: bool,
    /// Where the symbol is one of a database.
    workspace: Option<&'a Workspace>,
}

fn settle(args: &RenameArgs, symbol: &str, name: &str, plan: &Plan, read: &Read) -> Result<Outcome, Failure> {
    let page = super::page(read.repos);
    super::note_skipped(read.skipped, &page.paths);
    let rewrite = Rewrite::new(plan, read.sources, read.repos);
    // The format for people is the rename itself.
    if !named(&args.format).is_some_and(|it| it.does) {
        let (format, render) = super::formats::pick(&args.format, |it| it.apply)?;
        super::answer(format, |out| render(plan, &page, out))?;
        let done = if plan.refused.is_empty() { Outcome::Done } else { Outcome::Findings };
        return Ok(super::settled(asked(&args.write, done, !rewrite.is_empty()), read.partial));
    }
    if name == args.new {
        super::note("that is its name already");
        return Ok(super::settled(Outcome::Done, read.partial));
    }
    if !plan.refused.is_empty() {
        say_refused(&plan.refused, &page.paths, false);
        if read.workspace.is_some() && !args.keep_others {
            super::note("--keep-others leaves places alone that only have the same name, when you have looked at them");
        }
        super::note("nothing was written");
        return Ok(super::settled(Outcome::Findings, read.partial));
    }
    super::may_write(read.skipped, read.astray, &args.write)?;
    say_manual(plan, &page.paths, true);
    if let Some(workspace) = read.workspace {
        super::sql::note_databases(workspace, &ALONE, plan, &page.paths, None);
    }
    let done = rewrite.finish(&args.write, &format!("rename {symbol} to {}", args.new))?;
    Ok(super::settled(asked(&args.write, done, !rewrite.is_empty()), read.partial))
}
