//! What the columns of a view are called, where its own statement says so.

use sqlparser::ast::{CreateView, Expr, SelectItem, SetExpr, Statement};

use super::parse::parse;
use super::token::tokens;

/// The columns of a view whose statement replaces the one that is there (`CREATE OR REPLACE VIEW`), in lower case. `None` for any other statement, and
/// where a name is not told (`*`, an expression without a name).
pub fn replacing_view(sql: &str) -> Option<Vec<String>> {
    let mut parsed = parse(sql, &tokens(sql), 0);
    let [Statement::CreateView(it)] = &parsed.pop()?.statements[..] else { return None };
    let columns = columns(it).filter(|_| it.or_replace && !it.materialized && parsed.is_empty())?;
    Some(columns.into_iter().map(|it| it.to_lowercase()).collect())
}

fn columns(it: &CreateView) -> Option<Vec<String>> {
    if !it.columns.is_empty() {
        return Some(it.columns.iter().map(|it| it.name.value.clone()).collect());
    }
    // The first query of a UNION gives the names.
    let mut query = it.query.body.as_ref();
    while let SetExpr::SetOperation { left, .. } = query {
        query = left;
    }
    let SetExpr::Select(select) = query else { return None };
    select.projection.iter().map(name).collect()
}

fn name(it: &SelectItem) -> Option<String> {
    match it {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name.value.clone()),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(names)) => names.last().map(|it| it.value.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::replacing_view;

    #[test]
    fn a_view_says_the_names_of_its_columns() {
        for (sql, expected) in [
            ("CREATE OR REPLACE VIEW v AS SELECT s.lot_id AS Lot, s.id FROM samples s", Some("lot id")),
            ("CREATE OR REPLACE VIEW v (a, b) AS SELECT lot_id, id FROM samples", Some("a b")),
            ("CREATE OR REPLACE VIEW v AS SELECT lot_id FROM a UNION SELECT id FROM b", Some("lot_id")),
            ("CREATE OR REPLACE VIEW v AS SELECT * FROM samples", None),
            ("CREATE OR REPLACE VIEW v AS SELECT max(lot_id) FROM samples", None),
            ("CREATE VIEW v AS SELECT lot_id AS lot FROM samples", None),
        ] {
            assert_eq!(replacing_view(sql).map(|it| it.join(" ")).as_deref(), expected, "{sql}");
        }
    }
}
