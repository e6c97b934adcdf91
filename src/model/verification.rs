//! Whether a migration is done: each item of the checklist of a pack with the places that speak against it, the old names that are still
//! declared, and the names that stay, with the reason.

use schemars::JsonSchema;
use serde::Serialize;

/// What is left of a migration.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Verification {
    /// The title of the rule pack.
    pub title: String,
    /// The items of the checklist, in the order of the pack.
    pub checks: Vec<Check>,
    /// Old names that the code still declares, most places first.
    pub delete: Vec<Named>,
    /// Names that stay although they bear the word, most places first in each category.
    pub remain: Vec<Named>,
}

/// An item of the checklist.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Check {
    /// What has to hold.
    pub title: String,
    /// Whether it does.
    pub state: State,
    /// `repo/path:line:column` of each place that speaks against it, sorted.
    pub places: Vec<String>,
}

/// What is known of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// No place speaks against it.
    Holds,
    /// Some places do.
    Fails,
    /// No program can tell.
    ByPerson,
}

/// A name and where it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Named {
    /// The symbol.
    pub symbol: String,
    /// The category.
    pub category: String,
    /// The new name; empty for one that stays.
    pub new: String,
    /// Why it stays, or what is to be done with it: the words of the rule or of the batch; may be empty.
    pub why: String,
    /// `repo/path:line:column` of its declaration, else of its first place.
    pub place: String,
    /// How many places it has.
    pub places: usize,
}
