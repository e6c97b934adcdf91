//! Whether a migration is done, at a terminal.

use std::io::{self, Write};

use super::next::{Next, write as next};
use super::style::{DIM, HEADING, REFUSED};
use crate::model::verification::{Named, State, Verification};
use crate::report::Page;
use crate::text::count::counted;
use crate::text::shown::Shown;

/// Most places of an item, and names of a list, that are shown; the other formats have all.
const SHOWN: usize = 5;

/// Writes the checklist, the names that are left and those that stay.
///
/// # Errors
/// Those of the writer.
pub fn render(found: &Verification, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADING}{}{HEADING:#}\n", Shown(&found.title))?;
    for it in &found.checks {
        let (mark, note) = match it.state {
            State::Holds => ("[x]", String::new()),
            State::Fails => ("[ ]", format!(": {}", counted(it.places.len(), "place"))),
            State::ByPerson => ("[?]", ": a person has to tell".to_owned()),
        };
        let style = if it.state == State::Fails { REFUSED } else { anstyle::Style::new() };
        writeln!(out, "{style}{mark}{style:#} {}{note}", Shown(&it.title))?;
        for place in it.places.iter().take(SHOWN) {
            writeln!(out, "      {}", Shown(&page.paths.named(place)))?;
        }
        more(it.places.len(), "place", out)?;
    }
    list("Old names that are left", &found.delete, page, out)?;
    list("Names that stay", &found.remain, page, out)?;
    let holds = |state| found.checks.iter().filter(|it| it.state == state).count();
    writeln!(
        out,
        "\n{} of {} hold, {} for a person to tell; {} left",
        holds(State::Holds),
        counted(found.checks.len(), "item"),
        holds(State::ByPerson),
        counted(found.delete.len(), "old name")
    )?;
    if found.delete.is_empty() && holds(State::Fails) == 0 {
        return Ok(());
    }
    let steps = [
        Next::new(format!("runsess plan{}", page.scope), "which batch changes what is left"),
        Next::new(format!("runsess scan{}", page.scope), "what each place means, and what nobody has decided"),
    ];
    next("", &steps, page.columns(), out)
}

/// A category at a time.
fn list(title: &str, all: &[Named], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for category in all.chunk_by(|one, other| one.category == other.category) {
        writeln!(out, "\n{HEADING}{title}: {}{HEADING:#}", Shown(&category[0].category))?;
        for it in category.iter().take(SHOWN) {
            let new = if it.new.is_empty() { String::new() } else { format!(" → {}", it.new) };
            let places = counted(it.places, "place");
            writeln!(
                out,
                "  {}{}  {DIM}{places}, {}{DIM:#}",
                Shown(&it.symbol),
                Shown(&new),
                Shown(&page.paths.named(&it.place))
            )?;
            if !it.why.is_empty() {
                writeln!(out, "      {}", Shown(&it.why))?;
            }
        }
        more(category.len(), "name", out)?;
    }
    Ok(())
}

fn more(count: usize, what: &str, out: &mut dyn Write) -> io::Result<()> {
    match count.saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(out, "      {DIM}and {more} more: --format markdown has every {what}{DIM:#}"),
    }
}
