//! Which table each column of a statement is of, by the rules of SQL: the relations after FROM, those of the queries around, common
//! table expressions, and what subqueries and views return. A name that a query takes over from a table is the column of that table; a name
//! that it makes (`max(x) AS y`) is its own.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use sqlparser::ast::*;

use super::column::Column;
use super::parse::{Parsed, Place};
use super::relations::{Catalog, Columns, Found, Output, Relation};

/// What is known of the names in a text, by the byte at which a name begins.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    pub columns: FxHashMap<u32, Column>,
    /// Names of relations that are no tables: common table expressions.
    pub local: FxHashSet<u32>,
    /// Pairs of columns that hold the same values, with the place that says so.
    pub same: Vec<(Column, Column, u32)>,
}

impl Scopes {
    /// Nothing of the text was parsed, or it names nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.local.is_empty() && self.same.is_empty()
    }
}

/// Looks at all statements of a text.
pub(super) fn scopes(parsed: &[Parsed]) -> Scopes {
    let mut out = Scopes::default();
    let mut catalog = Catalog::default();
    for piece in parsed {
        for statement in &piece.statements {
            match statement {
                Statement::CreateTable(it) => declare(&mut catalog, it),
                Statement::AlterTable(it) => {
                    let added = it.operations.iter().filter_map(|it| match it {
                        AlterTableOperation::AddColumn { column_def, .. } => Some(column_def.name.value.as_str()),
                        AlterTableOperation::RenameColumn { new_column_name, .. } => {
                            Some(new_column_name.value.as_str())
                        }
                        _ => None,
                    });
                    catalog.declare(&last(&it.name), added);
                }
                Statement::CreateView(it) => {
                    let mut binder = Binder::new(&catalog, &piece.place);
                    let columns = binder.view(it);
                    catalog.view(&last(&it.name), columns);
                }
                _ => {}
            }
        }
    }
    for piece in parsed {
        for statement in &piece.statements {
            let mut binder = Binder::new(&catalog, &piece.place);
            let _ = statement.visit(&mut binder);
            out.columns.extend(binder.out.columns);
            out.local.extend(binder.out.local);
            out.same.extend(binder.out.same);
        }
    }
    out
}

fn declare(catalog: &mut Catalog, it: &CreateTable) {
    if it.query.is_none() {
        catalog.declare(&last(&it.name), it.columns.iter().map(|it| it.name.value.as_str()));
    }
}

pub(super) fn last(name: &ObjectName) -> String {
    last_ident(name).map_or_else(String::new, |it| it.value.clone())
}

pub(super) fn last_ident(name: &ObjectName) -> Option<&Ident> {
    name.0.last().and_then(ObjectNamePart::as_ident)
}

/// The relations that the names of one query may be of.
#[derive(Default)]
pub(super) struct Scope {
    pub relations: Vec<Relation>,
    /// Names that the query gives to what it returns, for ORDER BY and the like.
    pub outputs: Vec<Output>,
    /// Names mean outputs before they mean columns.
    pub orders: bool,
}

/// One set of common table expressions.
pub(super) type Expressions = Vec<(String, Rc<Columns>)>;

pub(super) struct Binder<'a> {
    catalog: &'a Catalog,
    pub(super) place: &'a Place,
    pub(super) scopes: Vec<Scope>,
    pub(super) expressions: Vec<Expressions>,
    pub(super) out: Scopes,
}

impl<'a> Binder<'a> {
    fn new(catalog: &'a Catalog, place: &'a Place) -> Self {
        Self { catalog, place, scopes: Vec::new(), expressions: Vec::new(), out: Scopes::default() }
    }

    // What queries return.

    /// The columns of a view: those of its query, under names of its own where it lists them.
    fn view(&mut self, it: &CreateView) -> Columns {
        let columns = self.returned(&it.query, 0);
        let name = last(&it.name);
        if it.columns.is_empty() {
            return columns;
        }
        let own = |it: &ViewColumnDef| Output {
            name: it.name.value.to_lowercase(),
            column: Column::of(&name, &it.name.value),
        };
        Columns { known: it.columns.iter().map(own).collect(), through: Vec::new(), open: false }
    }

    pub(super) fn returned(&mut self, query: &Query, depth: u32) -> Columns {
        if depth > 24 {
            return Columns { open: true, ..Columns::default() };
        }
        self.enter_expressions(query, depth);
        let columns = self.of_body(&query.body, depth);
        self.expressions.pop();
        columns
    }

    pub(super) fn of_body(&mut self, body: &SetExpr, depth: u32) -> Columns {
        match body {
            SetExpr::Select(select) => self.of_select(select, depth),
            SetExpr::Query(query) => self.returned(query, depth + 1),
            // The first query gives the names.
            SetExpr::SetOperation { left, .. } => self.of_body(left, depth + 1),
            _ => Columns { open: true, ..Columns::default() },
        }
    }

    fn of_select(&mut self, select: &Select, depth: u32) -> Columns {
        let relations = self.relations(&select.from, depth);
        self.scopes.push(Scope { relations, ..Scope::default() });
        let mut columns = Columns::default();
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expr) => columns.known.extend(self.taken_over(expr)),
                SelectItem::ExprWithAlias { alias, .. } => {
                    columns.known.push(Output { name: alias.value.to_lowercase(), column: self.made(alias) });
                }
                SelectItem::Wildcard(_) => {
                    columns.through.extend(self.scopes.last().map(|it| it.relations.clone()).unwrap_or_default());
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let name = last(name).to_lowercase();
                    let all = self.scopes.last().map(|it| it.relations.as_slice()).unwrap_or_default();
                    columns.through.extend(all.iter().find(|it| it.name == name).cloned());
                }
                _ => columns.open = true,
            }
        }
        self.scopes.pop();
        columns
    }

    /// A name that the query itself makes.
    pub(super) fn made(&self, alias: &Ident) -> Column {
        Column {
            table: Some(SmolStr::new_static("query")),
            made_at: Some(self.place.begins()),
            ..Column::named(&alias.value)
        }
    }

    /// `SELECT t.x`: what the query returns is that column.
    fn taken_over(&self, expr: &Expr) -> Option<Output> {
        let (qualifier, ident) = column_of(expr)?;
        let column = self.resolve(qualifier, &ident.value);
        Some(Output { name: ident.value.to_lowercase(), column })
    }

    // Scopes.

    pub(super) fn enter_expressions(&mut self, query: &Query, depth: u32) {
        self.expressions.push(Vec::new());
        for cte in query.with.iter().flat_map(|it| &it.cte_tables) {
            let mut columns = self.returned(&cte.query, depth + 1);
            if !cte.alias.columns.is_empty() {
                let own = |it: &TableAliasColumnDef| Output {
                    name: it.name.value.to_lowercase(),
                    column: self.made(&it.name),
                };
                columns = Columns { known: cte.alias.columns.iter().map(own).collect(), ..Columns::default() };
            }
            let entry = (cte.alias.name.value.to_lowercase(), Rc::new(columns));
            if let Some(top) = self.expressions.last_mut() {
                top.push(entry);
            }
        }
    }

    pub(super) fn expression(&self, name: &str) -> Option<Rc<Columns>> {
        let all = self.expressions.iter().rev().flat_map(|it| it.iter().rev());
        all.into_iter().find(|(known, _)| known == name).map(|(_, columns)| columns.clone())
    }

    pub(super) fn relations(&mut self, from: &[TableWithJoins], depth: u32) -> Vec<Relation> {
        let mut found = Vec::new();
        for it in from.iter().take(64) {
            self.relation(&it.relation, &mut found, depth);
            it.joins.iter().take(64).for_each(|join| self.relation(&join.relation, &mut found, depth));
        }
        found
    }

    pub(super) fn relation(&mut self, factor: &TableFactor, found: &mut Vec<Relation>, depth: u32) {
        let alias = |alias: &Option<TableAlias>| alias.as_ref().map(|it| it.name.value.to_lowercase());
        match factor {
            TableFactor::Table { name, alias: named, args: None, .. } => {
                let table = last(name);
                let key = table.to_lowercase();
                let local = if name.0.len() == 1 { self.expression(&key) } else { None };
                let is_table = local.is_none();
                let columns = local.or_else(|| self.catalog.get(&table));
                found.push(Relation {
                    name: alias(named).unwrap_or(key),
                    table: is_table.then(|| SmolStr::new(&table)),
                    columns,
                    named_only: false,
                });
            }
            TableFactor::Derived { subquery, alias: named, .. } => {
                let columns = self.returned(subquery, depth + 1);
                let name = alias(named).unwrap_or_default();
                found.push(Relation { name, table: None, columns: Some(Rc::new(columns)), named_only: false });
            }
            TableFactor::NestedJoin { table_with_joins, .. } if depth < 24 => {
                self.relation(&table_with_joins.relation, found, depth + 1);
                table_with_joins.joins.iter().for_each(|it| self.relation(&it.relation, found, depth + 1));
            }
            _ => {}
        }
    }

    /// The relations of a statement that is no query.
    pub(super) fn of_statement(&mut self, statement: &Statement) -> Scope {
        let mut relations = Vec::new();
        match statement {
            Statement::Update(it) => {
                relations = self.relations(std::slice::from_ref(&it.table), 0);
                if let Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) = &it.from {
                    relations.extend(self.relations(from, 0));
                }
            }
            Statement::Delete(it) => {
                let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &it.from;
                relations = self.relations(from, 0);
                relations.extend(it.using.iter().flat_map(|it| self.relations(it, 0)).collect::<Vec<_>>());
            }
            Statement::Insert(it) => {
                if let TableObject::TableName(name) = &it.table {
                    relations.extend([self.table(name, None), self.table(name, Some("excluded"))]);
                }
            }
            Statement::Merge(it) => {
                self.relation(&it.table, &mut relations, 0);
                self.relation(&it.source, &mut relations, 0);
            }
            Statement::CreateIndex(it) => relations.push(self.table(&it.table_name, None)),
            Statement::CreateTable(it) => relations.push(self.table(&it.name, None)),
            Statement::AlterTable(it) => relations.push(self.table(&it.name, None)),
            Statement::CreateTrigger(it) => {
                let named = ["new", "old"].map(|name| self.table(&it.table_name, Some(name)));
                relations.extend(named);
            }
            Statement::CreatePolicy(it) => relations.push(self.table(&it.table_name, None)),
            _ => {}
        }
        Scope { relations, ..Scope::default() }
    }

    pub(super) fn table(&self, name: &ObjectName, under: Option<&str>) -> Relation {
        let table = last(name);
        Relation {
            name: under.map_or_else(|| table.to_lowercase(), str::to_owned),
            columns: self.catalog.get(&table),
            table: Some(SmolStr::new(table)),
            named_only: under.is_some(),
        }
    }

    // Names.

    /// The column that a name means here.
    pub(super) fn resolve(&self, qualifier: Option<&Ident>, name: &str) -> Column {
        let key = name.to_lowercase();
        if let Some(qualifier) = qualifier {
            let wanted = qualifier.value.to_lowercase();
            let all = self.scopes.iter().rev().flat_map(|it| &it.relations);
            let Some(relation) = all.into_iter().find(|it| it.name == wanted) else {
                return Column::of(&qualifier.value, name);
            };
            let mut found = Found::default();
            relation.find(&key, name, &mut found, 0);
            return chosen(found, name).unwrap_or_else(|| Column::named(name));
        }
        for scope in self.scopes.iter().rev() {
            if scope.orders
                && let Some(output) = scope.outputs.iter().find(|it| it.name == key)
            {
                return output.column.clone();
            }
            let mut found = Found::default();
            scope.relations.iter().filter(|it| !it.named_only).for_each(|it| it.find(&key, name, &mut found, 0));
            if found == Found::default() {
                if let Some(output) = scope.outputs.iter().find(|it| it.name == key) {
                    return output.column.clone();
                }
                continue;
            }
            return chosen(found, name).unwrap_or_else(|| Column::named(name));
        }
        Column::named(name)
    }

    pub(super) fn says(&mut self, ident: &Ident, column: Column) {
        if let Some(at) = self.place.start(ident) {
            self.out.columns.insert(at, column);
        }
    }

    pub(super) fn holds_same(&mut self, one: &Column, other: &Column, place: &Ident) {
        if let Some(at) = self.place.start(place)
            && one != other
        {
            self.out.same.push((one.clone(), other.clone(), at));
        }
    }
}

/// The column of a relation that surely is one of its.
pub(super) fn column_in(table: &Relation, name: &str) -> Column {
    Column::of(table.table.as_deref().unwrap_or(&table.name), name)
}

pub(super) fn chosen(found: Found, name: &str) -> Option<Column> {
    let all = [found.sure, found.likely, found.unlikely].into_iter().find(|it| !it.is_empty())?;
    match all.as_slice() {
        [one] => Some(one.clone()),
        several => {
            let mut among: Vec<SmolStr> = several.iter().filter_map(|it| it.table.clone()).collect();
            among.sort();
            Some(Column { among, ..Column::named(name) })
        }
    }
}

/// `x`, `t.x`: the name in front, and the column.
pub(super) fn column_of(expr: &Expr) -> Option<(Option<&Ident>, &Ident)> {
    match expr {
        Expr::Identifier(ident) => Some((None, ident)),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [.., qualifier, ident] => Some((Some(qualifier), ident)),
            _ => None,
        },
        _ => None,
    }
}
