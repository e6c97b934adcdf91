//! A script in SQL, one part a database. Statements are the text that was seen to work, byte for byte; what is said about them
//! stands in comments, and must neither end one nor steer a terminal.

use std::io::{self, Write};

use super::{Format, Page, Scripts};
use crate::model::{Draft, Migration, Start};
use crate::text::count::counted;
use crate::text::own::SCRIPT;
use crate::text::shown::{Shown, Styled};

/// For the shell of a database.
pub const FORMAT: Format = Format { sql: Some(render), ..Format::new("sql", "A script, one part a database") };

/// Writes the parts; nothing where there are none.
///
/// # Errors
/// Those of the writer.
pub fn render(scripts: &Scripts, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let Scripts { title, batch, found } = scripts;
    if found.proved.is_empty() && found.by_hand.is_empty() && found.unproved.is_empty() {
        return Ok(());
    }
    writeln!(out, "-- {}, batch {batch}{SCRIPT}", comment(title))?;
    let count = found.proved.len() + found.unproved.len();
    if count > 1 {
        writeln!(out, "-- {count} databases: each part below is for one of them (--database NAME prints it alone).")?;
    }
    let shell = match found.proved.is_empty() && !found.unproved.is_empty() {
        true => "run the part once",
        false => "run the part once (`sqlite3 -bail FILE < part.sql`)",
    };
    writeln!(out, "-- Stop the old code, keep a copy of the file, {shell}, start the new code.")?;
    found.proved.iter().try_for_each(|it| part(it, out))?;
    found.unproved.iter().try_for_each(|it| draft(it, out))?;
    for it in &found.by_hand {
        writeln!(out, "\n-- BY HAND: {} {}", comment(&it.place), comment(&it.what))?;
        writeln!(out, "-- {}", comment(&it.reason))?;
    }
    Ok(())
}

fn part(it: &Migration, out: &mut dyn Write) -> io::Result<()> {
    let proof = &it.proof;
    writeln!(out, "\n-- Database of {}", comment(&owner(it)))?;
    writeln!(out, "-- Declared in {}", comment(&it.files.join(", ")))?;
    writeln!(
        out,
        "-- Run on SQLite {}: {}, {} kept, then the new schema and {}",
        proof.sqlite,
        counted(proof.databases, "old schema"),
        counted(proof.rows, "row"),
        counted(proof.queries, "renamed query"),
    )?;
    if !it.next.is_empty() {
        let next: Vec<&str> = it.next.iter().map(|file| file.path.as_str()).collect();
        writeln!(out, "-- `apply` writes the same as the next migration: {}", comment(&next.join(", ")))?;
    }
    match &it.start {
        Some(Start::Written(code)) => writeln!(
            out,
            "-- `apply` writes the same as steps into {}, run at each start: {}",
            comment(&code.file.path),
            comment(&code.places.join(", "))
        )?,
        Some(Start::ByTool(how)) => writeln!(out, "-- {}", comment(how))?,
        Some(Start::ByHand(reason)) => {
            writeln!(out, "-- No code is written that does it at the start: {}", comment(reason))?
        }
        None => {}
    }
    writeln!(out, "-- For SQLite: {}", comment(&proof.why))?;
    probe(&proof.probe, out)?;
    if let Some(without) = &proof.without {
        writeln!(out, "-- Without it the new code fails: {}", comment(without))?;
    }
    if !proof.first.is_empty() {
        writeln!(
            out,
            "-- Where the new code has opened the database already, its tables stand beside the old ones. First, then, their rows \
             (a key that both have stops it):"
        )?;
        for statement in ["BEGIN;"].into_iter().chain(proof.first.iter().map(String::as_str)).chain(["COMMIT;"]) {
            writeln!(out, "--   {}", comment(statement))?;
        }
    }
    writeln!(out, "BEGIN;")?;
    it.statements.iter().try_for_each(|statement| writeln!(out, "{statement}"))?;
    writeln!(out, "COMMIT;")?;
    back(&proof.back, true, out)
}

fn draft(it: &Draft, out: &mut dyn Write) -> io::Result<()> {
    if it.proof.is_none() {
        writeln!(out, "\n-- NOT PROVED on {}: nothing was run there. Try it on a copy.", comment(&it.dialect))?;
    } else {
        writeln!(out)?;
    }
    writeln!(out, "-- Database of {}: {}", comment(&it.owner), comment(&it.tables.join(", ")))?;
    writeln!(out, "-- Declared in {}", comment(&it.files.join(", ")))?;
    if let Some(proof) = &it.proof {
        writeln!(
            out,
            "-- Run on {}: the old schema, {} kept, then as the new schema, and {} prepared",
            comment(&proof.server),
            counted(proof.rows, "row"),
            counted(proof.queries, "renamed query"),
        )?;
    }
    if !it.next.is_empty() {
        let next: Vec<&str> = it.next.iter().map(|file| file.path.as_str()).collect();
        let files = comment(&next.join(", ")).to_string();
        let option = if it.proof.is_none() { " --unproved-sql" } else { "" };
        writeln!(out, "-- `apply{option}` writes the same as the next migration: {files}")?;
    }
    writeln!(out, "-- For {}: {}", comment(&it.dialect), comment(&it.why))?;
    probe(&it.probe, out)?;
    if it.atomic {
        writeln!(out, "-- `psql -v ON_ERROR_STOP=1 -f part.sql`: a script that fails leaves nothing behind.")?;
    } else {
        writeln!(out, "-- Each statement counts by itself: one that fails leaves what was done before it.")?;
    }
    let begins = |word: &str, out: &mut dyn Write| if it.atomic { writeln!(out, "{word}") } else { Ok(()) };
    begins("BEGIN;", out)?;
    it.statements.iter().try_for_each(|statement| writeln!(out, "{statement}"))?;
    begins("COMMIT;", out)?;
    back(&it.back, it.atomic, out)
}

/// Which databases a script is for.
fn probe(query: &str, out: &mut dyn Write) -> io::Result<()> {
    match query {
        "" => Ok(()),
        _ => writeln!(out, "-- For a database where this gives 1; any other one needs no script: {}", comment(query)),
    }
}

/// The way back, in comments.
fn back(statements: &[String], is_atomic: bool, out: &mut dyn Write) -> io::Result<()> {
    if statements.is_empty() {
        return writeln!(out, "-- No way back is known; keep the copy.");
    }
    writeln!(out, "-- The way back:")?;
    let (begin, commit) = ("BEGIN;".to_owned(), "COMMIT;".to_owned());
    let around = |it| if is_atomic { Some(it) } else { None };
    let all = around(&begin).into_iter().chain(statements).chain(around(&commit));
    for statement in all {
        for line in statement.lines() {
            writeln!(out, "--   {}", Styled(&Shown(line).to_string()))?;
        }
    }
    Ok(())
}

/// `repo/folder: table, table`
pub fn owner(it: &Migration) -> String {
    format!("{}: {}", it.owner, it.tables.join(", "))
}

/// Text in a comment must not end it.
fn comment(text: &str) -> String {
    Styled(&Shown(&one_line(text)).to_string()).to_string()
}

/// Text without line ends and without more than one blank in a row.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
