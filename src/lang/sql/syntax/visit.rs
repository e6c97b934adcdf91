//! The walk over a statement: which scope each query opens, and what names outside of expressions are of (targets of INSERT and UPDATE,
//! keys, `USING`).

use std::ops::ControlFlow;

use sqlparser::ast::*;

use super::column::Column;
use super::relations::{Found, Output, Relation};
use super::scopes::{Binder, Scope, chosen, column_in, column_of, last, last_ident};

impl Visitor for Binder<'_> {
    type Break = ();

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        let scope = self.of_statement(statement);
        self.scopes.push(scope);
        if let Some(scope) = self.scopes.pop() {
            // Names in lists are of the statement's own table; what they are compared with is looked for in its scope.
            let table = Scope { relations: scope.relations.clone(), ..Scope::default() };
            self.scopes.push(scope);
            self.listed(statement, &table);
        }
        if let Statement::CreateView(it) = statement {
            let name = last(&it.name);
            let columns = self.returned(&it.query, 0);
            if let Some(place) = last_ident(&it.name) {
                for output in &columns.known {
                    let own = Column::of(&name, &output.name);
                    self.holds_same(&output.column, &own, place);
                    self.holds_same(&own, &output.column, place);
                }
                let named: Vec<Column> = it.columns.iter().map(|it| Column::of(&name, &it.name.value)).collect();
                for ((own, output), ident) in named.iter().zip(&columns.known).zip(&it.columns) {
                    self.says(&ident.name, own.clone());
                    self.holds_same(&output.column, own, &ident.name);
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn post_visit_statement(&mut self, _: &Statement) -> ControlFlow<()> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.enter_expressions(query, 0);
        for cte in query.with.iter().flat_map(|it| &it.cte_tables) {
            let sources = self.returned(&cte.query, 0).known;
            for (at, it) in cte.alias.columns.iter().enumerate() {
                let own = self.made(&it.name);
                self.says(&it.name, own.clone());
                if let Some(source) = sources.get(at) {
                    self.holds_same(&source.column, &own, &it.name);
                }
            }
        }
        let scope = match &*query.body {
            SetExpr::Select(select) => {
                let relations = self.relations(&select.from, 0);
                let outputs = self.named(&select.projection);
                Scope { relations, outputs, orders: true }
            }
            body => Scope { relations: Vec::new(), outputs: self.of_body(body, 0).known, orders: true },
        };
        self.scopes.push(scope);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        self.expressions.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let relations = self.relations(&select.from, 0);
        self.joined(&select.from);
        self.scopes.push(Scope { relations, ..Scope::default() });
        let outputs = self.aliases(&select.projection);
        if let Some(scope) = self.scopes.last_mut() {
            scope.outputs = outputs;
        }
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &Select) -> ControlFlow<()> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if let ([_], Some(ident)) = (relation.0.as_slice(), last_ident(relation))
            && self.expression(&ident.value.to_lowercase()).is_some()
            && let Some(at) = self.place.start(ident)
        {
            self.out.local.insert(at);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Some((qualifier, ident)) = column_of(expr) {
            let column = self.resolve(qualifier, &ident.value);
            self.says(ident, column);
        }
        ControlFlow::Continue(())
    }
}

impl Binder<'_> {
    /// The names that a query gives, without saying them.
    fn named(&self, items: &[SelectItem]) -> Vec<Output> {
        let output = |item: &SelectItem| match item {
            SelectItem::ExprWithAlias { alias, .. } => {
                Some(Output { name: alias.value.to_lowercase(), column: self.made(alias) })
            }
            _ => None,
        };
        items.iter().filter_map(output).collect()
    }

    /// The names that a query gives: each is said where it stands, with the column whose values it has.
    fn aliases(&mut self, items: &[SelectItem]) -> Vec<Output> {
        let mut outputs = Vec::new();
        for item in items {
            if let SelectItem::ExprWithAlias { expr, alias } = item {
                let own = self.made(alias);
                self.says(alias, own.clone());
                if let Some(source) = self.source_of(expr, 0) {
                    self.holds_same(&source, &own, alias);
                }
                outputs.push(Output { name: alias.value.to_lowercase(), column: own });
            }
        }
        outputs
    }

    /// The column whose values an expression has: through casts, and functions that give one of their values.
    fn source_of(&self, expr: &Expr, depth: u32) -> Option<Column> {
        if depth > 8 {
            return None;
        }
        match expr {
            Expr::Nested(inner) => self.source_of(inner, depth + 1),
            Expr::Cast { expr, .. } => self.source_of(expr, depth + 1),
            Expr::Function(it) => {
                let keeps = [
                    "max",
                    "min",
                    "coalesce",
                    "ifnull",
                    "nullif",
                    "any_value",
                    "first_value",
                    "last_value",
                    "lag",
                    "lead",
                ];
                if !keeps.contains(&last(&it.name).to_lowercase().as_str()) {
                    return None;
                }
                let FunctionArguments::List(list) = &it.args else { return None };
                list.args.iter().find_map(|it| match it {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => self.source_of(expr, depth + 1),
                    _ => None,
                })
            }
            _ => column_of(expr).map(|(qualifier, ident)| self.resolve(qualifier, &ident.value)),
        }
    }

    fn assignments(&mut self, table: &Relation, all: &[Assignment], is_joined: bool) {
        for it in all {
            let names = match &it.target {
                AssignmentTarget::ColumnName(name) => std::slice::from_ref(name),
                AssignmentTarget::Tuple(names) => names,
            };
            for name in names {
                match name.0.iter().rev().filter_map(ObjectNamePart::as_ident).collect::<Vec<_>>().as_slice() {
                    // `UPDATE a JOIN b … SET b.run_id = 1` of MySQL.
                    [ident, qualifier, ..] => {
                        let column = self.resolve(Some(qualifier), &ident.value);
                        self.says(ident, column);
                    }
                    [ident] if !is_joined => self.of_table(table, [*ident]),
                    [ident] => {
                        let column = self.resolve(None, &ident.value);
                        self.says(ident, column);
                    }
                    [] => {}
                }
            }
        }
    }

    fn of_table<'i>(&mut self, table: &Relation, names: impl IntoIterator<Item = &'i Ident>) {
        for ident in names {
            let column = column_in(table, &ident.value);
            self.says(ident, column);
        }
    }

    /// Names of columns outside of expressions.
    fn listed(&mut self, statement: &Statement, scope: &Scope) {
        if let Statement::Set(it) = statement {
            return self.set(it);
        }
        let Some(table) = scope.relations.first() else { return };
        match statement {
            Statement::Insert(it) => {
                self.of_table(table, it.columns.iter().filter_map(last_ident));
                match &it.on {
                    Some(OnInsert::DuplicateKeyUpdate(all)) => self.assignments(table, all, false),
                    Some(OnInsert::OnConflict(on)) => {
                        if let Some(ConflictTarget::Columns { columns, .. }) = &on.conflict_target {
                            self.of_table(table, columns);
                        }
                        if let OnConflictAction::DoUpdate(update) = &on.action {
                            self.assignments(table, &update.assignments, false);
                        }
                    }
                    _ => {}
                }
            }
            Statement::Update(it) => self.assignments(table, &it.assignments, !it.table.joins.is_empty()),
            Statement::CreateTrigger(it) => {
                for event in &it.events {
                    if let TriggerEvent::Update(columns) = event {
                        self.of_table(table, columns);
                    }
                }
            }
            Statement::CreateTable(it) => {
                for column in &it.columns {
                    for option in &column.options {
                        if let ColumnOption::ForeignKey(key) = &option.option {
                            self.foreign_key(table, std::slice::from_ref(&column.name), key);
                        }
                    }
                }
                it.constraints.iter().for_each(|it| self.constraint(table, it));
            }
            Statement::AlterTable(it) => {
                for operation in &it.operations {
                    if let AlterTableOperation::AddConstraint { constraint, .. } = operation {
                        self.constraint(table, constraint);
                    }
                }
            }
            _ => {}
        }
    }

    /// `SET NEW.run_id = 1` in a trigger of MySQL.
    fn set(&mut self, it: &Set) {
        let targets: Vec<&ObjectName> = match it {
            Set::SingleAssignment { variable, .. } => vec![variable],
            Set::MultipleAssignments { assignments } => assignments.iter().map(|it| &it.name).collect(),
            _ => Vec::new(),
        };
        for target in targets {
            let parts: Vec<&Ident> = target.0.iter().filter_map(ObjectNamePart::as_ident).collect();
            if let [row, name] = parts.as_slice() {
                let column = self.resolve(Some(row), &name.value);
                self.says(name, column);
            }
        }
    }

    fn constraint(&mut self, table: &Relation, constraint: &TableConstraint) {
        if let TableConstraint::ForeignKey(key) = constraint {
            self.of_table(table, &key.columns);
            self.foreign_key(table, &key.columns, key);
        }
    }

    /// The columns of a foreign key hold values of those that it refers to.
    fn foreign_key(&mut self, table: &Relation, columns: &[Ident], key: &ForeignKeyConstraint) {
        let target = self.table(&key.foreign_table, None);
        self.of_table(&target, &key.referred_columns);
        for (own, other) in columns.iter().zip(&key.referred_columns) {
            let (from, to) = (column_in(&target, &other.value), column_in(table, &own.value));
            self.holds_same(&from, &to, other);
        }
    }

    /// `USING (x)`: a column of both sides.
    fn joined(&mut self, from: &[TableWithJoins]) {
        for it in from {
            let mut before = Vec::new();
            self.relation(&it.relation, &mut before, 0);
            for join in &it.joins {
                let mut side = Vec::new();
                self.relation(&join.relation, &mut side, 0);
                for name in using(&join.join_operator) {
                    let key = name.value.to_lowercase();
                    let column = |relations: &[Relation]| {
                        let mut found = Found::default();
                        relations.iter().for_each(|it| it.find(&key, &name.value, &mut found, 0));
                        chosen(found, &name.value)
                    };
                    if let (Some(left), Some(right)) = (column(&before), column(&side)) {
                        self.says(name, left.clone());
                        self.holds_same(&left, &right, name);
                        self.holds_same(&right, &left, name);
                    }
                }
                before.extend(side);
            }
        }
    }
}

fn using(operator: &JoinOperator) -> Vec<&Ident> {
    use JoinOperator::*;
    match operator {
        Join(it) | Inner(it) | Left(it) | LeftOuter(it) | Right(it) | RightOuter(it) | FullOuter(it) => match it {
            JoinConstraint::Using(names) => names.iter().filter_map(last_ident).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
