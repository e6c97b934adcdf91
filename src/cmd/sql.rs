//! `sql`: the scripts that databases of the old code need before the new code opens them, each run before it is printed.

use std::fmt::Write;

use crate::cli::{ApplyArgs, SqlArgs, SqlFormat};
use crate::plan::Plan;
use crate::plan::schema::{Migration, Migrations};
use crate::session::Workspace;
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::{Failure, Outcome};

/// Prints the scripts of a batch.
pub(super) fn run(args: &SqlArgs) -> Result<Outcome, Failure> {
    let pack = super::pack(&args.input.pack)?;
    let step = pack.step_or_batch(args.batch, args.phase.as_deref())?;
    let workspace = Workspace::read(&args.input.roots, pack, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped);
    let mut found = workspace.migrations(&step);
    if let Some(name) = &args.database {
        only(&mut found, name)?;
    }
    let text = match args.format {
        SqlFormat::Json => super::json(&found)?,
        SqlFormat::Sql => script(&workspace.pack.title, args.batch, &found),
    };
    super::give(text.as_bytes())?;
    for it in &found.by_hand {
        super::note(&format!("by hand: {} `{}`: {}", it.place, it.what, it.reason));
    }
    if found.proved.is_empty() && found.by_hand.is_empty() {
        let undone = "if it was applied already, `runsess undo` first";
        super::note(&format!("batch {} renames nothing in a database; {undone}", args.batch));
    }
    Ok(match () {
        () if workspace.partial() => Outcome::Failed,
        () if !found.by_hand.is_empty() => Outcome::Findings,
        () => Outcome::Done,
    })
}

/// What `apply` says before it writes: code and schema files are rewritten, databases that exist already are not.
pub(super) fn note_databases(workspace: &Workspace, plan: &Plan, args: &ApplyArgs) {
    let found = workspace.migrations_of(plan);
    if found.proved.is_empty() && found.by_hand.is_empty() {
        return;
    }
    super::note(
        "databases that exist already keep the old names; the new code does not work on one before its script has run:",
    );
    for it in &found.proved {
        super::note(&format!("  database of {}", title(it)));
        if let Some(without) = &it.proof.without {
            super::note(&format!("    without the script: {}", without));
        }
        it.statements.iter().for_each(|statement| super::note(&format!("    {}", one_line(statement))));
    }
    for it in &found.by_hand {
        super::note(&format!("  by hand: {} `{}`: {}", it.place, it.what, it.reason));
    }
    super::note(&format!(
        "`{} > migrate.sql` (before the batch is written, or after `runsess undo`) prints them as files",
        command(args)
    ));
}

/// The command that prints the scripts of what is being applied.
fn command(args: &ApplyArgs) -> String {
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

/// A word for a shell.
fn quoted(word: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || "/._-+=:@,%".contains(c);
    match !word.is_empty() && word.chars().all(safe) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn only(found: &mut Migrations, name: &str) -> Result<(), Failure> {
    let wanted = |owner: &str| owner == name || owner.ends_with(&format!("/{name}"));
    let owners: Vec<String> = found.proved.iter().map(|it| it.owner.clone()).collect();
    found.proved.retain(|it| wanted(&it.owner) || it.tables.iter().any(|table| table == name));
    found.by_hand.retain(|it| wanted(&it.place));
    if found.proved.is_empty() && found.by_hand.is_empty() {
        let help = match owners.len() {
            0 => "this batch renames nothing in a database".to_owned(),
            _ => format!("the databases of this batch are those of {}", owners.join(", ")),
        };
        return Err(Failure::usage(format!("`{name}` is no database of this batch"), help));
    }
    Ok(())
}

/// `repo/folder: table, table`
fn title(it: &Migration) -> String {
    format!("{}: {}", it.owner, it.tables.join(", "))
}

fn script(title_of_pack: &str, batch: u32, found: &Migrations) -> String {
    let mut text = String::new();
    if found.proved.is_empty() && found.by_hand.is_empty() {
        return text;
    }
    let _ = writeln!(text, "-- {}, batch {batch}: databases that exist already.", comment(title_of_pack));
    if found.proved.len() > 1 {
        let _ = writeln!(
            text,
            "-- {} databases: each part below is for one of them (--database NAME prints it alone).",
            found.proved.len()
        );
    }
    let _ = writeln!(
        text,
        "-- Stop the old code, keep a copy of the file, run the part once (`sqlite3 -bail FILE < part.sql`), start the new code."
    );
    for it in &found.proved {
        let proof = &it.proof;
        let _ = writeln!(text, "\n-- Database of {}", comment(&title(it)));
        let _ = writeln!(text, "-- Declared in {}", comment(&it.files.join(", ")));
        let _ = writeln!(
            text,
            "-- Run on SQLite {}: {}, {} kept, then the new schema and {}",
            proof.sqlite,
            counted(proof.databases, "old schema"),
            counted(proof.rows, "row"),
            counted(proof.queries, "renamed query"),
        );
        if let Some(without) = &proof.without {
            let _ = writeln!(text, "-- Without it the new code fails: {}", comment(without));
        }
        text.push_str("BEGIN;\n");
        for statement in &it.statements {
            let _ = writeln!(text, "{statement}");
        }
        text.push_str("COMMIT;\n");
    }
    for it in &found.by_hand {
        let _ = writeln!(text, "\n-- BY HAND: {} {}", comment(&it.place), comment(&it.what));
        let _ = writeln!(text, "-- {}", comment(&it.reason));
    }
    text
}

/// Text in a comment must not end it.
fn comment(text: &str) -> String {
    Shown(&one_line(text)).to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
