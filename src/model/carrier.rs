//! What carries a name out of the program. Whoever is at the other end knows the name by its letters, in any language.

use serde::{Deserialize, Serialize};

/// What carries a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// A document: JSON and what is written like it.
    Document,
    /// A parameter of a URL, or a field of a form.
    Address,
    /// A header of a request or an answer.
    Header,
    /// A cookie.
    Cookie,
    /// A part of a path, as a route calls it. Clients put a value there and never see the name; what describes the route does.
    Path,
    /// A log or a metric, which dashboards and alerts ask for its keys and labels.
    Log,
    /// A variable of the environment.
    Environment,
    /// A flag of a command line.
    Flag,
}

impl Carrier {
    /// What is compared of `name`: headers are told apart by their letters, whatever their case.
    pub fn letters(self, name: &str) -> String {
        if self == Self::Header { name.to_lowercase() } else { name.to_owned() }
    }

    /// A type holds the names, and so tells apart what is called alike.
    pub fn has_types(self) -> bool {
        self == Self::Document
    }
}
