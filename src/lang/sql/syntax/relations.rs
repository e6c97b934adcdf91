//! What stands behind a name after FROM: a table with its columns, or what a query returns.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::column::Column;

/// A column that a relation has, under the name (in lower case) by which a query says it.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub name: String,
    pub column: Column,
}

/// The columns of a relation, as far as they are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub known: Vec<Output>,
    /// Relations of which all columns are there too (`SELECT *`).
    pub through: Vec<Relation>,
    /// There may be others.
    pub open: bool,
}

/// A relation and the name (in lower case) that it has in a query.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub name: String,
    /// The table as it is written, unless the columns come from a query.
    pub table: Option<SmolStr>,
    pub columns: Option<Rc<Columns>>,
    /// `NEW`, `OLD`, `excluded`: nothing without the name in front means it.
    pub named_only: bool,
}

/// The columns that one name may mean, the surest kind alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Relations that have the column.
    pub sure: Vec<Column>,
    /// Tables that nothing in the text declares.
    pub likely: Vec<Column>,
    /// Tables that were declared without it.
    pub unlikely: Vec<Column>,
}

impl Relation {
    /// Looks for a column of the name, which is in lower case in `key`.
    pub(super) fn find(&self, key: &str, name: &str, found: &mut Found, depth: u32) {
        let own = || Column::of(self.table.as_deref().unwrap_or(&self.name), name);
        let Some(columns) = &self.columns else {
            return once(&mut found.likely, own());
        };
        if let Some(output) = columns.known.iter().find(|it| it.name == key) {
            return once(&mut found.sure, output.column.clone());
        }
        if depth < 16 {
            columns.through.iter().for_each(|it| it.find(key, name, found, depth + 1));
        }
        if columns.open && self.table.is_some() {
            once(&mut found.unlikely, own());
        }
    }
}

fn once(all: &mut Vec<Column>, column: Column) {
    if !all.contains(&column) {
        all.push(column);
    }
}

/// Tables and views that a text declares, by name in lower case.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    relations: FxHashMap<String, Rc<Columns>>,
}

impl Catalog {
    pub(super) fn get(&self, name: &str) -> Option<Rc<Columns>> {
        self.relations.get(&name.to_lowercase()).cloned()
    }

    /// A table has these columns, besides those that are known.
    pub(super) fn declare<'a>(&mut self, table: &str, names: impl Iterator<Item = &'a str>) {
        let known = self.relations.entry(table.to_lowercase()).or_default();
        let known = Rc::make_mut(known);
        known.open = true;
        for name in names {
            let key = name.to_lowercase();
            if !known.known.iter().any(|it| it.name == key) {
                known.known.push(Output { name: key, column: Column::of(table, name) });
            }
        }
    }

    /// A view returns what its query does.
    pub(super) fn view(&mut self, name: &str, columns: Columns) {
        self.relations.insert(name.to_lowercase(), Rc::new(columns));
    }
}
