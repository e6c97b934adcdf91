//! Names that are listed (`Object.keys(build)`, `for (const key in build)`): whether they only serve to get at the values, or are taken as texts.

use std::sync::Arc;

use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::types::{Checker, ModId};
use crate::lang::typescript::syntax::module::*;

/// The code of one module, with who knows its types.
pub(super) struct Code<'c, 'a> {
    pub(super) checker: &'c Checker<'a>,
    pub(super) module: ModId,
    pub(super) loaded: Arc<Loaded>,
}

/// Functions of the language that list names, each with whether it gives the values with them.
pub(super) const LISTING: [(&str, &str, bool); 4] = [
    ("Object", "keys", false),
    ("Object", "entries", true),
    ("Object", "getOwnPropertyNames", false),
    ("Reflect", "ownKeys", false),
];

/// Methods of arrays whose callback gets an element, and that give back nothing of the array itself.
const THROUGH: &[&str] = &["forEach", "map", "some", "every", "flatMap", "reduce"];

/// Methods of arrays that give back an array of the same elements.
const SAME: &[&str] = &["filter", "slice", "sort", "toSorted", "reverse", "toReversed"];

/// Most calls in a chain that are looked at.
const CHAIN: u32 = 8;

/// The callee is a function that lists names: whether with the values.
pub(super) fn lists(module: &Module, callee: ExprId) -> Option<bool> {
    let ExprKind::Member { object, name } = &module.expr(callee).kind else { return None };
    let ExprKind::Ident(owner) = &module.expr(*object).kind else { return None };
    LISTING.iter().find(|it| it.0 == owner && it.1 == name.name).map(|it| it.2)
}

/// The names that the array holds only serve to get at the values of the object. `pairs`: each stands in a pair with its value.
pub(super) fn only_indices(at: &Code<'_, '_>, array: ExprId, pairs: bool, depth: u32) -> bool {
    let module = &at.loaded.module;
    if depth > CHAIN {
        return false;
    }
    let array = bare(module, array);
    let mut roots = module.roots.entries().filter(|(_, it)| it.init == Some(array)).peekable();
    if roots.peek().is_some() {
        return roots.all(|(id, root)| match (root.kind, root.binding) {
            (RootKind::Of, _) => only_index(at, id, pairs),
            (RootKind::Variable, Some(binding))
                if !at.loaded.index().exports(binding, &module.binding(binding).ident.name) =>
            {
                uses(at, binding).into_iter().all(|it| only_indices(at, it, pairs, depth + 1))
            }
            _ => false,
        });
    }
    let read = module.exprs.entries().find_map(|(id, it)| match &it.kind {
        ExprKind::Member { object, name } if *object == array => Some((id, &name.name)),
        _ => None,
    });
    let Some((read, name)) = read else { return false };
    if name == "length" {
        return true;
    }
    let called = module.exprs.entries().find_map(|(id, it)| match &it.kind {
        ExprKind::Call { callee, args, .. } if *callee == read => Some((id, args)),
        _ => None,
    });
    let Some((call, args)) = called else { return false };
    let through = THROUGH.contains(&name.as_str());
    if !through && !SAME.contains(&name.as_str()) {
        return false;
    }
    let elements = match name.as_str() {
        "reduce" => 1..2,
        "sort" | "toSorted" => 0..2,
        _ => 0..1,
    };
    let callback = |it: &ExprId| match module.expr(*it).kind {
        ExprKind::Func(func) => {
            let params = &module.func(func).params;
            elements.clone().filter_map(|it| params.get(it)).all(|root| only_index(at, *root, pairs))
        }
        _ => false,
    };
    args.first().is_none_or(callback) && (through || only_indices(at, call, pairs, depth + 1))
}

/// The name that the root holds, or the pair that begins with it, only serves to get at the value.
pub(super) fn only_index(at: &Code<'_, '_>, root: RootId, pairs: bool) -> bool {
    let module = &at.loaded.module;
    let mut own = module.bindings.entries().filter_map(|(id, it)| match it.what {
        What::Value(pat) if module.pats[pat].root == root => Some((id, &module.pats[pat].steps)),
        _ => None,
    });
    own.all(|(id, steps)| match (pairs, steps.first()) {
        (true, Some(Step::Element(index))) if *index > 0 => true,
        (true, Some(Step::Element(0))) | (false, None) => {
            uses(at, id).into_iter().all(|it| matches!(module.expr(bare(module, it)).place, Place::Index(_)))
        }
        _ => false,
    })
}

/// The handler of a `Proxy` takes names only to get at the members, or hands them on to `Reflect`.
pub(super) fn hands_on(at: &Code<'_, '_>, handler: ExprId) -> bool {
    let module = &at.loaded.module;
    let ExprKind::Object(shape) = module.expr(handler).kind else { return false };
    let shape = module.shape(shape);
    let handed = |it: ExprId| match module.expr(bare(module, it)).place {
        Place::Index(_) => true,
        Place::Argument(call, 1) => match &module.expr(call).kind {
            ExprKind::Call { callee, .. } => match &module.expr(*callee).kind {
                ExprKind::Member { object, .. } => {
                    matches!(&module.expr(*object).kind, ExprKind::Ident(name) if name == "Reflect")
                }
                _ => false,
            },
            _ => false,
        },
        _ => false,
    };
    let passes = |func: FuncId| {
        let Some(root) = module.func(func).params.get(1) else { return true };
        module.roots[*root].binding.is_some_and(|id| uses(at, id).into_iter().all(handed))
    };
    let func = |it: &Member| match it.value.map(|it| &module.expr(it).kind) {
        Some(ExprKind::Func(func)) => Some(*func),
        _ => it.func,
    };
    shape.bases.is_empty() && shape.members.iter().all(|it| func(it).is_some_and(passes))
}

/// The expression with what only tells its type: `key as keyof Build`.
pub(super) fn bare(module: &Module, expr: ExprId) -> ExprId {
    let told = module.exprs.entries().find(|(_, it)| matches!(it.kind, ExprKind::As(inner, _) if inner == expr));
    match (module.expr(expr).place, told) {
        (Place::Inside(outer), _) => bare(module, outer),
        (_, Some((outer, _))) => bare(module, outer),
        _ => expr,
    }
}

/// Where a variable of the file is read.
pub(super) fn uses(at: &Code<'_, '_>, id: BindingId) -> Vec<ExprId> {
    let module = &at.loaded.module;
    let name = &module.binding(id).ident.name;
    let named = module.exprs.entries().filter(|(_, it)| matches!(&it.kind, ExprKind::Ident(other) if other == name));
    let own = |expr: ExprId| at.checker.identifier(at.module, expr).is_none_or(|it| it == (at.module, id));
    named.map(|it| it.0).filter(|it| own(*it)).collect()
}
