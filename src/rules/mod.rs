//! Rule packs: what people write ([`RuleFile`]), what the engine trusts ([`Pack`]), and the decision for one hit
//! ([`Pack::classify`], [`Pack::change`]). Pure: finding hits, spreading domains and editing files belong to others.

mod amend;
mod check;
mod classify;
mod condition;
mod error;
mod examples;
mod extend;
mod file;
mod glob;
mod list;
mod load;
mod pack;
mod rewrite;
mod sources;
mod step;
mod words;

pub use amend::{Addition, amended};
pub use classify::{Decision, PlannedChange, Seed, SeedBy, Tried};
pub use condition::{Condition, Subject};
pub use error::{Mistake, RuleErrors, nearest};
pub use examples::Unmet;
pub use file::RuleFile;
pub use glob::{MAX_ALTERNATIVES, SymbolGlob};
pub use list::{Overview, doubts, schema};
pub use pack::{
    Batch, Category, ChangeClause, CheckItem, Domain, Example, Gate, Kept, Layout, Owner, Pack, Phase, Risk, RiskItem,
    Rule, Term,
};
pub use sources::Line;
pub use step::{NoSuchStep, Step};
