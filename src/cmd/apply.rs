//! `apply`: rewrite one batch, all or nothing.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use crate::cli::ApplyArgs;
use crate::model::plan::{Input, Plan, Refusal};
use crate::plan::{Asked, plan};
use crate::report::{Paths, named};
use crate::rules::{Pack, Step};
use crate::session::{Workspace, selection};

use super::interactive::{Answer, ask, questions};
use super::planned::{say_manual, say_refused};
use super::write::{Rewrite, asked, may_ask, may_check};
use super::{Failure, Outcome};

/// Plans, checks and writes (or shows) a batch.
pub(super) fn run(args: &ApplyArgs) -> Result<Outcome, Failure> {
    if args.list && args.write.check.is_some() {
        return Err(Failure::usage(
            "--check runs after writing, and --list writes nothing",
            "leave one of the two out",
        ));
    }
    if args.list {
        return super::reply(super::undo::list(&crate::commit::Options::from_env()?));
    }
    // The format for people is the apply itself.
    let listing = match named(&args.format) {
        Some(format) if format.does => None,
        _ => Some(super::formats::pick(&args.format, |it| it.apply)?),
    };
    if listing.is_some() {
        may_check(&args.write, &args.format)?;
    }
    may_ask(&args.write, listing.is_some())?;
    let (project, pack) = super::given(&args.input)?;
    let number = args.batch.unwrap_or_default();
    let step = pack.step(number, args.phase.as_deref())?;
    let mut workspace = Workspace::read(&project, pack, false)?;
    workspace.unproved = args.unproved_sql;
    workspace.server = super::server(&args.server)?;
    workspace.read_left_out();
    let page = super::page(&workspace.repos);
    super::looked_at(&mut workspace.skipped, &args.write.unread, &workspace.repos);
    super::note_skipped(&workspace.skipped, &page.paths);
    if listing.is_none() {
        super::may_write(&workspace.skipped, &workspace.astray, &args.write)?;
    }
    let partial = workspace.partial();
    let input = workspace.input();
    let mut planned = workspace.plan(&step);
    if let Some((format, render)) = listing {
        super::answer(format, |out| render(&planned, &page, out))?;
        let done = if planned.refused.is_empty() { Outcome::Done } else { Outcome::Findings };
        let left = is_left(&planned, &Rewrite::new(&planned, &workspace.sources, &workspace.repos));
        return Ok(super::settled(asked(&args.write, done, left), partial));
    }
    say_order(&workspace, &step);
    let refused = !planned.refused.is_empty();
    say_refused(&planned.refused, &page.paths, args.skip_refused);
    if refused && !args.skip_refused && !args.write.diff {
        super::note(&format!("batch {number} is refused; nothing was written (--skip-refused writes the rest)"));
        return Ok(super::settled(Outcome::Findings, partial));
    }
    if args.interactive {
        match choose((&input, &page.paths), &workspace.pack, &workspace.asked(&selection(&step)), planned)? {
            Some(chosen) => planned = chosen,
            None => {
                super::note("nothing was written");
                return Ok(super::settled(Outcome::Done, partial));
            }
        }
    }
    let rewrite = Rewrite::new(&planned, &workspace.sources, &workspace.repos);
    let label = match &args.phase {
        Some(phase) => format!("batch {number} phase {phase}"),
        None => format!("batch {number}"),
    };
    super::sql::note_databases(&workspace, &step, &planned, &page.paths, Some(super::sql::command(args)));
    let done = rewrite.finish(&args.write, &label)?;
    if rewrite.is_empty() && planned.refused.is_empty() && planned.manual.is_empty() {
        super::note("`runsess plan` shows what each batch changes here, `runsess scan` what was found");
    }
    say_manual(&planned, &page.paths, false);
    if done == Outcome::Done && !rewrite.is_empty() && args.write.patch.is_none() {
        say_next(args);
    }
    let done = if refused && done == Outcome::Done { Outcome::Findings } else { done };
    let done = asked(&args.write, done, is_left(&planned, &rewrite));
    Ok(super::settled(done, partial))
}

/// What comes after a diff, or after what was written.
fn say_next(args: &ApplyArgs) {
    let scope: String = super::meta::scope(&args.input).iter().map(|word| format!(" {word}")).collect();
    super::note(&match args.write.diff {
        true => "next: the same without --diff writes it".to_owned(),
        false => format!("next: build and test it, then `runsess plan{scope}` shows what is left"),
    });
}

/// True for a batch that is not done: something is to be written, or is refused. What is left to people counts not: when they have
/// done it, only they know.
fn is_left(planned: &Plan, rewrite: &Rewrite) -> bool {
    !rewrite.is_empty() || !planned.refused.is_empty()
}

/// The plan of what the user accepts; `None` when the user quits or wants none of it.
fn choose((input, paths): (&Input, &Paths), pack: &Pack, asked: &Asked, all: Plan) -> Result<Option<Plan>, Failure> {
    let stdin = std::io::stdin();
    // Tests have no terminal.
    if !stdin.is_terminal() && std::env::var_os("RUNSESS_ANSWERS_FROM_PIPE").is_none() {
        let help = "run it in a terminal, or take --diff to see the changes and --skip-refused to leave some out";
        return Err(Failure::usage("--interactive asks questions, and standard input is no terminal", help));
    }
    let questions = questions(input, &all.groups);
    if questions.is_empty() {
        return Ok(Some(all));
    }
    let answered = ask((input, paths), &questions, &mut stdin.lock(), &mut anstream::stderr().lock());
    let answer = answered.map_err(|error| Failure::Output { what: "a question".into(), error })?;
    let Answer::Accepted(accepted) = answer else { return Ok(None) };
    if accepted.is_empty() {
        return Ok(None);
    }
    let mut without: BTreeSet<usize> =
        all.groups.iter().flat_map(|it| &it.hits).copied().filter(|at| !accepted.contains(at)).collect();
    loop {
        let planned = plan(input, pack, &Asked { without: without.clone(), ..asked.clone() });
        // Without the declined ones a change may take another form, which nobody has seen.
        let unseen: Vec<usize> =
            planned.groups.iter().flat_map(|it| &it.hits).copied().filter(|at| !accepted.contains(at)).collect();
        if unseen.is_empty() || unseen.iter().all(|at| without.contains(at)) {
            let known: BTreeSet<&Refusal> = all.refused.iter().collect();
            let new: Vec<Refusal> = planned.refused.iter().filter(|it| !known.contains(it)).cloned().collect();
            say_refused(&new, paths, true);
            return Ok(Some(planned));
        }
        without.extend(unseen);
    }
}

/// The step is planned on what others leave: say which of them are not done.
fn say_order(workspace: &Workspace, step: &Step) {
    for before in workspace.undone(step) {
        super::note(&before.to_string());
    }
}
