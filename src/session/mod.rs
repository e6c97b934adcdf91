//! The front door: everything that the program can answer, without a command line. A session reads folders, finds and
//! classifies what the rules look for, plans a step, renames or lists one symbol, explains a place. Its answers are typed
//! values; `report` puts them into words, `commit` writes them, and `cmd` holds the arguments and the terminal.

mod cache;
mod code;
mod database;
mod decide;
mod examples;
mod explain;
mod fleet;
mod gated;
mod project;
mod proposal;
mod read;
mod register;
mod rollout;
mod scope;
mod secret;
mod step;
mod symbol;
mod verify;

use smol_str::SmolStr;

use crate::model::answer::NoSymbol;
use crate::rules::{NoSuchStep, RuleErrors};
use crate::walk::{ConfigError, HistoryError, WalkError};

pub use cache::Glance;
pub use code::Code;
pub use database::{ALONE, DatabaseRename, Others, in_database};
pub use decide::{Answer, Answered, Decision, Part, answered, decision_about, open};
pub use examples::{Examples, examples};
pub use explain::{Asked, explain, explanation, hits_at};
pub use fleet::{Artefact, Asked as AskedFacts, Entry, Fleet, facts, link, listed};
pub use gated::hits;
pub use project::Project;
pub use proposal::{Proposed, proposed};
pub use read::{Past, Workspace};
pub use rollout::{rollout, rollout_with};
pub use scope::Scope;
pub use step::{Undone, selection};
pub use symbol::{refs, rename};
pub use verify::verify;

/// Why a session has no answer.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Error {
    /// The roots.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Walk(#[from] WalkError),
    /// The past.
    #[error(transparent)]
    #[diagnostic(transparent)]
    History(#[from] HistoryError),
    /// The list of roots.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] ConfigError),
    /// The batch and phase.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Step(#[from] NoSuchStep),
    /// The symbol.
    #[error("{0}")]
    #[diagnostic(help(
        "name it in full, importpath.Type.Member or FILE#Type.member, or by any ending that only it has; `runsess scan --format jsonl` prints \
         the symbols of hits"
    ))]
    Symbol(#[from] NoSymbol),
    /// A name that several databases have.
    #[error("`{symbol}` is in {} databases; say which:{}", .places.len(), .places.iter().map(|it| format!("\n  {it}")).collect::<String>())]
    #[diagnostic(help(
        "name it by one of these places, or rename it in all of them with --every-database: they are often one schema, written once for each kind \
         of server, or code whose database nothing tells"
    ))]
    Databases {
        /// As asked.
        symbol: SmolStr,
        /// One place of each.
        places: Vec<SmolStr>,
    },
    /// A name that can't be looked for.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Rules(#[from] RuleErrors),
    /// An artefact.
    #[error("{message}")]
    #[diagnostic(help("{help}"))]
    Unfit {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
    /// The place.
    #[error("{message}")]
    #[diagnostic(help("{help}"))]
    Place {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}
