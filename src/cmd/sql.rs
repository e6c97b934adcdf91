//! `sql`: the scripts that databases of the old code need before the new code opens them, each run before it is printed.

use crate::cli::{ApplyArgs, SqlArgs};
use crate::model::plan::Plan;
use crate::model::{Draft, Migration, Migrations, Start, StartCode};
use crate::report::{Paths, Scripts, one_line, owner};
use crate::rules::Step;
use crate::session::Workspace;
use crate::text::shell::quoted;
use crate::text::shown::Shown;

use super::planned::by_hand;
use super::{Failure, Outcome};

/// Prints the scripts of a batch.
pub(super) fn run(args: &SqlArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.sql)?;
    let (project, pack) = super::given(&args.input)?;
    let step = pack.step_or_batch(args.batch, args.phase.as_deref())?;
    let mut workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    workspace.server = super::server(&args.server)?;
    workspace.read_left_out();
    let page = super::page(&workspace.repos);
    super::looked_at(&mut workspace.skipped, &args.unread, &workspace.repos);
    super::note_skipped(&workspace.skipped, &page.paths);
    let mut found = workspace.migrations(&step);
    if let Some(name) = &args.database {
        only(&mut found, name)?;
    }
    let scripts = Scripts { title: workspace.pack.title.clone(), batch: args.batch, found };
    super::answer(format, |out| render(&scripts, &page, out))?;
    let found = &scripts.found;
    for it in &found.by_hand {
        super::note(&by_hand((&it.place, &it.what, &it.reason), &page.paths));
    }
    let untried = || found.unproved.iter().filter(|it| it.proof.is_none());
    untried().for_each(|it| super::note(&unproved(it)));
    if found.proved.is_empty() && found.by_hand.is_empty() && found.unproved.is_empty() {
        let undone = "if it was applied already, `runsess undo` first";
        super::note(&format!("batch {} renames nothing in a database; {undone}", args.batch));
    }
    Ok(match () {
        () if workspace.partial() => Outcome::Failed,
        () if !found.by_hand.is_empty() || untried().next().is_some() => Outcome::Findings,
        () => Outcome::Done,
    })
}

/// That a script was run nowhere, or where it was run.
fn unproved(it: &Draft) -> String {
    if let Some(proof) = &it.proof {
        return format!("database of {}: {} (run on {})", it.owner, it.tables.join(", "), proof.server);
    }
    format!(
        "not proved on {}: the script of {} ({}) was run nowhere; it is for {} because of {}",
        it.dialect,
        it.owner,
        it.tables.join(", "),
        it.dialect,
        it.why
    )
}

/// What `apply` says before it writes: code and schema files are rewritten, databases that exist already are not.
/// `again` is the command that prints the scripts, where there is one.
pub(super) fn note_databases(workspace: &Workspace, step: &Step, plan: &Plan, paths: &Paths, again: Option<String>) {
    let found = workspace.migrations_of(step, plan);
    if found.proved.is_empty() && found.by_hand.is_empty() && found.unproved.is_empty() {
        return;
    }
    for it in found.proved.iter().filter(|it| !it.next.is_empty()) {
        super::note(&format!("the next migration of {} is", owner(it)));
        it.next.iter().for_each(|file| super::note(&format!("    {}", Shown(&file.path))));
    }
    for it in found.unproved.iter().filter(|it| it.proof.is_some() && !it.next.is_empty()) {
        super::note(&format!("the next migration of {}: {} is", it.owner, it.tables.join(", ")));
        it.next.iter().for_each(|file| super::note(&format!("    {}", Shown(&file.path))));
    }
    for (it, code) in found.proved.iter().filter_map(|it| Some((it, written(it, plan)?))) {
        super::note(&format!("databases of {} get the new names from the program itself, when it starts:", owner(it)));
        super::note(&format!("    {} has the steps, which may run each time", Shown(&code.file.path)));
        code.places.iter().for_each(|place| super::note(&format!("    {} calls them", paths.named(place))));
    }
    let by_script = |it: &&Migration| it.next.is_empty() && written(it, plan).is_none();
    let to_run = |it: &&Draft| it.proof.is_none() || it.next.is_empty();
    if found.by_hand.is_empty()
        && !found.unproved.iter().any(|it| to_run(&it))
        && !found.proved.iter().any(|it| by_script(&it))
    {
        return;
    }
    super::note(
        "databases that exist already keep the old names; the new code does not work on one before its script has run:",
    );
    for it in found.proved.iter().filter(by_script) {
        super::note(&format!("  database of {}", owner(it)));
        match &it.start {
            Some(Start::ByHand(reason)) => {
                super::note(&format!("    no code is written that does it at the start: {reason}"));
            }
            Some(Start::ByTool(how)) => super::note(&format!("    {how}")),
            Some(Start::Written(_)) | None => {}
        }
        if let Some(without) = &it.proof.without {
            super::note(&format!("    without the script: {}", without));
        }
        it.statements.iter().for_each(|statement| super::note(&format!("    {}", one_line(statement))));
    }
    for it in found.unproved.iter().filter(to_run) {
        super::note(&format!("  {}", unproved(it)));
        it.statements.iter().for_each(|statement| super::note(&format!("    {}", one_line(statement))));
    }
    for it in &found.by_hand {
        super::note(&format!("  {}", by_hand((&it.place, &it.what, &it.reason), paths)));
    }
    if let Some(command) = again {
        super::note(&format!(
            "`{command} > migrate.sql` (before the batch is written, or after `runsess undo`) prints them as files"
        ));
    }
}

/// The code that does what the script does, where the plan has it.
fn written<'m>(it: &'m Migration, plan: &Plan) -> Option<&'m StartCode> {
    match it.start.as_ref()? {
        Start::Written(code) => plan.new_files.iter().any(|file| file == &code.file).then_some(code),
        Start::ByHand(_) | Start::ByTool(_) => None,
    }
}

/// The command that prints the scripts of what is being applied.
pub(super) fn command(args: &ApplyArgs) -> String {
    let mut words = vec!["runsess sql --batch".to_owned(), args.batch.unwrap_or_default().to_string()];
    if let Some(phase) = &args.phase {
        words.extend(["--phase".to_owned(), phase.clone()]);
    }
    if let Some(rules) = &args.input.pack.rules {
        words.extend(["--rules".to_owned(), quoted(&rules.display().to_string())]);
    }
    words.extend(args.input.roots.iter().map(|root| quoted(&root.display().to_string())));
    words.join(" ")
}

fn only(found: &mut Migrations, name: &str) -> Result<(), Failure> {
    let wanted = |owner: &str| owner == name || owner.ends_with(&format!("/{name}"));
    let drafted = found.unproved.iter().map(|it| &it.owner);
    let owners: Vec<String> = found.proved.iter().map(|it| &it.owner).chain(drafted).cloned().collect();
    found.unproved.retain(|it| wanted(&it.owner) || it.tables.iter().any(|table| table == name));
    found.proved.retain(|it| wanted(&it.owner) || it.tables.iter().any(|table| table == name));
    found.by_hand.retain(|it| wanted(&it.place));
    if found.proved.is_empty() && found.by_hand.is_empty() && found.unproved.is_empty() {
        let help = match owners.len() {
            0 => "this batch renames nothing in a database".to_owned(),
            _ => format!("the databases of this batch are those of {}", owners.join(", ")),
        };
        return Err(Failure::usage(format!("`{name}` is no database of this batch"), help));
    }
    Ok(())
}
