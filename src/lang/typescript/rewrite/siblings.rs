//! Object literals without a declared type that one value is made from: the elements of an array, the results of a function, the arms of a
//! condition. Whoever reads a property of that value reads it of any of them, so they have one name for it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::reader::Reader;
use super::reference::Meaning;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Most objects, arrays and functions around a literal that are looked at.
const AROUND: usize = 32;

/// Where several values become one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Join {
    /// An array or a condition.
    Expr(ExprId),
    /// The result of a function.
    Func(FuncId),
}

/// The keys of the word of `reader` that need one name, each group in order.
pub(super) fn keys(reader: &Reader<'_>) -> Vec<Vec<Span>> {
    let module = &reader.loaded.module;
    let members = reader.loaded.index().members(reader.word);
    let literals: Vec<_> = members.iter().filter(|it| module.shape(it.0).kind == ShapeKind::Object).collect();
    if literals.len() < 2 {
        return Vec::new();
    }
    let mut groups: BTreeMap<(Join, Vec<SmolStr>), Vec<Span>> = BTreeMap::new();
    for (shape, at) in literals {
        let key = module.shape(*shape).members[*at as usize].key.span;
        if reader.key(*shape, *at) != Meaning::Of(vec![Some((reader.source.id, key))]) {
            continue;
        }
        for join in joins(module, *shape) {
            groups.entry(join).or_default().push(key);
        }
    }
    groups.into_values().filter(|it| it.len() > 1).collect()
}

/// Each place where the value of the literal meets others, and the way from there to the literal, inside out.
fn joins(module: &Module, literal: ShapeId) -> Vec<(Join, Vec<SmolStr>)> {
    let (mut found, mut way) = (Vec::new(), Vec::new());
    let mut at = module.shape(literal).expr;
    for _ in 0..AROUND {
        let Some(expr) = at else { break };
        at = match module.expr(expr).place {
            Place::Element(array) => {
                found.push((Join::Expr(array), way.clone()));
                way.push("[]".into());
                Some(array)
            }
            Place::Inside(outer) => {
                if matches!(module.expr(outer).kind, ExprKind::Either(_) | ExprKind::Logical(..)) {
                    found.push((Join::Expr(outer), way.clone()));
                }
                Some(outer)
            }
            Place::Value(shape, index) => {
                let owner = module.shape(shape);
                way.push(owner.members[index as usize].key.name.clone());
                owner.expr
            }
            Place::Returned(func) | Place::Yielded(func) => {
                found.push((Join::Func(func), way.clone()));
                let func = module.func(func);
                way.push("()".into());
                match (func.expr, func.member) {
                    (None, Some((shape, index))) => {
                        let owner = module.shape(shape);
                        way.push(owner.members[index as usize].key.name.clone());
                        owner.expr
                    }
                    (expr, _) => expr,
                }
            }
            _ => None,
        };
    }
    found
}
