//! Where in a statement we are: one level per open parenthesis.

use smol_str::SmolStr;

use super::column::Column;

/// What a parenthesis holds, and where in it we are.
#[derive(Clone, Debug)]
pub struct Level {
    pub frame: usize,
    pub clause: Clause,
    /// Index of the list item we are in.
    pub item: usize,
    /// The column that a value here is compared with.
    pub pending: Option<Column>,
    /// A function's arguments or `IN (…)`: a `,` starts no new comparison.
    pub function: bool,
    /// The first column of the select item or of the function we are in.
    pub first: Option<Column>,
    /// Not in any parenthesis.
    pub outermost: bool,
    /// The items of this SELECT are what the query returns.
    pub returns: bool,
    /// The items of this SELECT go into the target columns of INSERT.
    pub inserts: bool,
    /// The names here are the target columns of INSERT.
    pub targets: bool,
    /// The names here are columns of this table (`REFERENCES t(…)`).
    pub of: Option<SmolStr>,
    /// The columns of CREATE TABLE are defined here: a comma begins the next one, whatever options the last one had.
    pub defines: bool,
}

impl Level {
    /// Where a statement starts.
    pub fn outermost() -> Self {
        Self {
            frame: 0,
            clause: Clause::Expression,
            item: 0,
            pending: None,
            function: false,
            first: None,
            outermost: true,
            returns: false,
            inserts: false,
            targets: false,
            of: None,
            defines: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    Expression,
    Select,
    From,
    Set,
    /// Names only: columns of an INSERT, of an index, of a key.
    Columns,
    /// Values by position.
    Values,
    /// Column definitions of CREATE TABLE.
    Definitions,
    /// Nothing here is a column: types, options.
    Ignored,
}
