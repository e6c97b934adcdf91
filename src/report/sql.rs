//! A script in SQL, one part a database. Statements are the text that was seen to work, byte for byte; what is said about them
//! stands in comments, and must neither end one nor steer a terminal.

use std::io::{self, Write};

use super::{Format, Page, Scripts};
use crate::model::Migration;
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
    if found.proved.is_empty() && found.by_hand.is_empty() {
        return Ok(());
    }
    writeln!(out, "-- {}, batch {batch}{SCRIPT}", comment(title))?;
    if found.proved.len() > 1 {
        let count = found.proved.len();
        writeln!(out, "-- {count} databases: each part below is for one of them (--database NAME prints it alone).")?;
    }
    writeln!(
        out,
        "-- Stop the old code, keep a copy of the file, run the part once (`sqlite3 -bail FILE < part.sql`), start the new code."
    )?;
    found.proved.iter().try_for_each(|it| part(it, out))?;
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
    if let Some(without) = &proof.without {
        writeln!(out, "-- Without it the new code fails: {}", comment(without))?;
    }
    writeln!(out, "BEGIN;")?;
    it.statements.iter().try_for_each(|statement| writeln!(out, "{statement}"))?;
    writeln!(out, "COMMIT;")
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
