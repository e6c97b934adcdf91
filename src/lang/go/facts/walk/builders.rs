//! Which tables a chain of a query builder is about. Its calls say so, or those by which the variable was made that it begins with: `q :=
//! sq.Select("id").From("turns")`, and `q = q.Where(…)` further on. A mapper is told the table by the type of its rows.

use rustc_hash::FxHashMap;

use crate::lang::go::ast::{Block, Expr};
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::types::Type;
use crate::model::Span;

use super::Walker;
use super::calls::callee;
use super::chains::{Built, Chain, Given, given, strings};

impl Walker<'_, '_> {
    /// `CopyFrom(ctx, pgx.Identifier{"turns"}, []string{"id", "run_id"}, rows)` of pgx and `pq.CopyIn("turns", "id", "run_id")`: a table and
    /// columns of it. False where the call is no such thing.
    pub(super) fn copies(&mut self, function: &Expr, arguments: &[Expr]) -> bool {
        let (table, columns, rest): (_, Vec<&Expr>, Vec<&Expr>) = match (callee(function).0, arguments) {
            ("CopyFrom", [context, table, columns, rows]) => match (strings(table), strings(columns)) {
                (Some(table), Some(columns)) => (table.last().copied(), columns, vec![context, rows]),
                _ => return false,
            },
            ("CopyIn", [table, columns @ ..]) if arguments.iter().all(Expr::is_string) => {
                (Some(table), columns.iter().collect(), Vec::new())
            }
            _ => return false,
        };
        let Some(table) = table.filter(|_| self.imports_database) else { return false };
        let outer = self.built.replace(Built::named(self.text, table));
        self.sql_table(table);
        columns.into_iter().for_each(|it| self.sql_part(it));
        self.built = outer;
        rest.into_iter().for_each(|it| self.expr(it));
        true
    }

    /// Remembers which variables of a function hold builders of queries.
    pub(super) fn remember_builders(&mut self, body: &Block) {
        if !self.imports_database {
            return;
        }
        let in_place = ["\"github.com/uptrace/bun\"", "\"github.com/go-pg/pg"].iter().any(|it| self.text.contains(it));
        let mut known: FxHashMap<ObjId, Built> = FxHashMap::default();
        for Given { variable, chain, is_new } in given(self.text, body, in_place) {
            let Some(variable) = self.info.object(variable) else { continue };
            // What a parameter or a connection is asked for says nothing of what it is asked next.
            if !is_new && !known.contains_key(&variable) {
                continue;
            }
            let from = chain.as_ref().and_then(|it| self.info.object(it.root?));
            let mut built = match chain {
                Some(chain) if !chain.ends => self.said(chain),
                _ => Built::default(),
            };
            if let Some(other) = from.filter(|it| *it != variable).and_then(|it| known.get(&it)) {
                built.join(other.clone());
            }
            if !built.has_tables() && from != Some(variable) {
                built.join(Built::of_unknown());
            }
            known.entry(variable).or_default().join(built);
        }
        // Of what is never told a table, nothing is known.
        known.retain(|_, it| it.has_tables());
        self.builders = known;
    }

    /// The tables of a chain; `None` where nothing says any.
    pub(super) fn built_by(&mut self, call: &Expr) -> Option<Built> {
        if !self.imports_database {
            return None;
        }
        let chain = Chain::of(self.text, call);
        let variable = chain.root.and_then(|it| self.info.object(it)).and_then(|it| self.builders.get(&it)).cloned();
        let mut built = variable.unwrap_or_default();
        built.join(self.said(chain));
        built.is_known().then_some(built)
    }

    fn said(&mut self, chain: Chain) -> Built {
        let mut built = chain.said;
        if let (Some(model), false) = (chain.model, built.is_known()) {
            built.join(self.of_rows(model).unwrap_or_default());
        }
        built
    }

    /// The table of the rows that a mapper is given, as their type says.
    fn of_rows(&mut self, at: Span) -> Option<Built> {
        let mut ty = self.info.ty(at);
        while let Type::Pointer(to) | Type::Slice(to) | Type::Array(to, _) = self.universe.ty(ty) {
            ty = *to;
        }
        let Type::Named { obj, .. } = self.universe.ty(ty) else { return None };
        let obj = *obj;
        let (name, package) = (self.universe.object(obj).name.clone(), self.universe.object(obj).pkg?);
        let method = self.universe.method_object(package, &name, "TableName");
        let method = method.map(|it| self.text_at(it).unwrap_or_default());
        Some(Built::of_rows(&name, &self.text_at(obj)?, method.as_deref()))
    }

    /// What stands from the name of a declaration on, as far as its braces go.
    fn text_at(&self, object: ObjId) -> Option<String> {
        let (file, span) = self.universe.declaration(object)?;
        let text = self.universe.file_text(file)?.get(span.start as usize..)?;
        let open = text.find('{')?;
        let mut depth = 0_usize;
        for (at, byte) in text.bytes().enumerate().skip(open) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 1 => return Some(text[..at].to_owned()),
                b'}' => depth -= 1,
                _ => {}
            }
        }
        None
    }
}
