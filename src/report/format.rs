//! What a format is, and the table of all of them. A format is one file of this room, which says in its `FORMAT` what it is
//! called and which answers it can render, and one line in [`FORMATS`]. The command line offers what the table has.

use std::io::{self, Write};

use super::{ReportMeta, Scripts};
use crate::model::{Explanation, Inventory, References};
use crate::plan::Plan;
use crate::plan::rollout::Rollout;

/// All formats, in the order in which help lists them.
pub const FORMATS: &[Format] = &[
    super::human::FORMAT,
    super::markdown::FORMAT,
    super::json::FORMAT,
    super::jsonl::FORMAT,
    super::sarif::FORMAT,
    super::csv::FORMAT,
    super::github::FORMAT,
    super::gitlab::FORMAT,
    super::sql::FORMAT,
];

/// Writes an inventory.
pub type OfInventory = fn(&Inventory, &ReportMeta, &mut dyn Write) -> io::Result<()>;

/// Writes another answer.
pub type Of<A> = fn(&A, &mut dyn Write) -> io::Result<()>;

/// A format, and how it renders each answer; `None` for an answer that it can't.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is for, in a few words for `--help`.
    pub about: &'static str,
    /// People read it at a terminal: colours, and what was left out in the text. Otherwise it is data.
    pub for_people: bool,
    /// It counts columns in UTF-16 units (see [`ReportMeta::columns`]).
    pub in_units: bool,
    /// The inventory.
    pub scan: Option<OfInventory>,
    /// The hits that a gate does not let pass: an inventory of nothing else.
    pub check: Option<OfInventory>,
    /// The references of a symbol.
    pub refs: Option<Of<References>>,
    /// What `apply` would do, instead of doing it.
    pub apply: Option<Of<Plan>>,
    /// The rollout.
    pub plan: Option<Of<Rollout>>,
    /// The scripts for databases.
    pub sql: Option<Of<Scripts>>,
    /// Why a place means what it means.
    pub explain: Option<Of<[Explanation]>>,
}

impl Format {
    /// A format for programs that renders nothing yet: `Format { scan: Some(render), ..Format::new("csv", "One row a hit") }`.
    pub const fn new(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            for_people: false,
            in_units: false,
            scan: None,
            check: None,
            refs: None,
            apply: None,
            plan: None,
            sql: None,
            explain: None,
        }
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|it| it.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn each_format_has_a_name_of_its_own_and_renders_something() {
        let names: BTreeSet<&str> = FORMATS.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), FORMATS.len());
        for it in FORMATS {
            let inventory = [it.scan, it.check].iter().flatten().count();
            let others =
                [it.refs.is_some(), it.apply.is_some(), it.plan.is_some(), it.sql.is_some(), it.explain.is_some()];
            assert!(inventory + others.iter().filter(|it| **it).count() > 0, "{} renders nothing", it.name);
            assert!(!it.about.is_empty(), "{}", it.name);
        }
    }

    #[test]
    fn every_renderer_of_an_inventory_writes_all_of_it() {
        for (format, render) in
            FORMATS.iter().flat_map(|it| [it.scan, it.check].into_iter().flatten().map(move |render| (it, render)))
        {
            let mut bytes = Vec::new();
            render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
            assert!(String::from_utf8_lossy(&bytes).contains("chat/router.go"), "{}", format.name);
        }
    }
}
