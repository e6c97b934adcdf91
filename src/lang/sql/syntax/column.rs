//! A column as SQL text names it.

use smol_str::SmolStr;

/// The name of a table that is made when the program runs.
pub const OPEN: &str = "?";

/// A column, as far as the text says which one it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// Its table, when the text says which; for what a query makes up itself, the name of that query.
    pub table: Option<SmolStr>,
    /// Its name.
    pub name: SmolStr,
    /// Without a table: those of the query that may have it. Empty where the text names none.
    pub among: Vec<SmolStr>,
    /// Only the query that begins at this byte of the text has it (`max(x) AS y`, a column of a CTE).
    pub made_at: Option<u32>,
}

impl Column {
    /// A column of a table.
    pub fn of(table: &str, name: &str) -> Self {
        Self { table: Some(SmolStr::new(table)), name: SmolStr::new(name), ..Self::default() }
    }

    /// A column of a table whose name is made when the program runs: it may be any.
    pub fn of_open_table(name: &str) -> Self {
        Self { among: vec![SmolStr::new_static(OPEN)], ..Self::named(name) }
    }

    /// A column of which only the name is known.
    pub fn named(name: &str) -> Self {
        Self { name: SmolStr::new(name), ..Self::default() }
    }
}
