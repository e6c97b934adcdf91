//! What a format is: a name, and how it renders each answer. A format is one file of this room, which says in its `FORMAT` what it
//! is called and which answers it can render, and one line in the table of `formats`.

use std::io::{self, Write};

use super::{Page, ReportMeta, Scripts};
use crate::model::plan::Plan;
use crate::model::verification::Verification;
use crate::model::{Explanation, Inventory, References};
use crate::plan::rollout::Rollout;

/// Writes an inventory.
pub type OfInventory = fn(&Inventory, &ReportMeta, &mut dyn Write) -> io::Result<()>;

/// Writes why the occurrences at a place mean what they mean.
pub type OfPlace = fn(&[Explanation], &ReportMeta, &mut dyn Write) -> io::Result<()>;

/// Writes another answer.
pub type Of<A> = fn(&A, &Page, &mut dyn Write) -> io::Result<()>;

/// Writes a digest of an inventory that takes at most so many bytes.
pub type Digest = fn(&Inventory, &ReportMeta, usize) -> Vec<u8>;

/// A format, and how it renders each answer; `None` for an answer that it can't.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is for, in a few words for `--help`.
    pub about: &'static str,
    /// People read it at a terminal: colours, and what was left out in the text. Otherwise it is data.
    pub for_people: bool,
    /// It stands for doing what other formats only list, in commands that write.
    pub does: bool,
    /// It counts columns in UTF-16 units (see [`ReportMeta::columns`]).
    pub in_units: bool,
    /// It shows lines of source of an inventory (see [`ReportMeta::excerpts`]).
    pub excerpts: bool,
    /// The inventory.
    pub scan: Option<OfInventory>,
    /// The hits that a gate does not let pass: an inventory of nothing else.
    pub check: Option<OfInventory>,
    /// What is shown on the page of a job, beside what `check` gives.
    pub summary: Option<Digest>,
    /// The references of a symbol.
    pub refs: Option<Of<References>>,
    /// What `apply` would do, instead of doing it.
    pub apply: Option<Of<Plan>>,
    /// The rollout.
    pub plan: Option<Of<Rollout>>,
    /// The scripts for databases.
    pub sql: Option<Of<Scripts>>,
    /// What is left of a migration.
    pub verify: Option<Of<Verification>>,
    /// Why a place means what it means.
    pub explain: Option<OfPlace>,
}

impl Format {
    /// A format for programs that renders nothing yet: `Format { scan: Some(render), ..Format::new("csv", "One row a hit") }`.
    pub const fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            for_people: false,
            does: false,
            in_units: false,
            excerpts: false,
            scan: None,
            check: None,
            summary: None,
            refs: None,
            apply: None,
            plan: None,
            sql: None,
            verify: None,
            explain: None,
        }
    }
}
