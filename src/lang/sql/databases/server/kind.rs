//! What tells one kind of server from another.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;

/// What is asked of a kind of server, in its own words.
pub(super) trait Kind {
    /// Statements that make the user, and those that take it away; none where the person who offers the server is no power to be kept away from.
    fn user(&self, client: &Client, name: &str, password: &str) -> Result<Option<[Vec<String>; 2]>, String>;
    fn create(&self, database: &str, owner: &str) -> String;
    fn drop(&self, database: &str) -> String;
    /// Queries for everything that is in a database, a line each. Names that the server makes by itself are left out, also from those of columns
    /// that are `gone`.
    fn shape(&self, database: &str, gone: &[&str]) -> Vec<String>;
    /// Puts row `from` to row `to` into each table that takes such rows.
    fn fill(&self, client: &Client, database: &str, from: u32, to: u32) -> Result<(), String>;
    /// The tables, each with its number of rows and, with `values`, what they hold.
    fn content(&self, client: &Client, database: &str, values: bool) -> Result<BTreeMap<String, String>, String>;
    /// Which of the queries a database understands.
    fn understood(&self, client: &Client, database: &str, queries: &[&str]) -> Result<BTreeSet<usize>, String>;
    fn version(&self) -> &'static str;
    /// The statements as one, where the server can take all of them back.
    fn whole(&self, statements: &[String]) -> Vec<String>;
}
