//! Types that code compares with each other and no value of which is stored: `expectTypeOf<Build>().toEqualTypeOf<Page>()`,
//! `Expect<Equal<Build, Page>>`. Their members need one name, as those of types have whose values are stored as each other.

use super::reader::Reader;
use crate::lang::typescript::resolve::names::NamedType;
use crate::lang::typescript::resolve::types::Ty;
use crate::lang::typescript::syntax::module::*;

/// Calls of one chain that are looked at.
const CHAIN: usize = 16;

/// What a statement compares that calls something with types alone: `expectTypeOf<Build>().not.toEqualTypeOf<Page>()`.
pub(super) fn by_call(reader: &Reader<'_>, call: ExprId) -> Vec<(Ty, Ty)> {
    let (module, checker, main) = (&reader.loaded.module, &reader.checker, reader.main);
    let it = module.expr(call);
    let ExprKind::Call { callee, type_args, args, .. } = &it.kind else { return Vec::new() };
    if type_args.is_empty() || !args.is_empty() || it.place != Place::Free {
        return Vec::new();
    }
    let written = |types: &[TypeId]| types.iter().map(|it| checker.resolve(main, *it, &None)).collect::<Vec<_>>();
    let mut others = Vec::new();
    let mut at = *callee;
    for _ in 0..CHAIN {
        at = match &module.expr(at).kind {
            ExprKind::Member { object, .. } | ExprKind::Same(object) => *object,
            ExprKind::Call { callee, type_args, args, .. } => {
                others.extend(written(type_args));
                others.extend(args.iter().map(|it| checker.type_of(main, *it)));
                *callee
            }
            _ => break,
        };
    }
    let pairs =
        written(type_args).into_iter().flat_map(|one| others.iter().map(move |other| (other.clone(), one.clone())));
    pairs.collect()
}

/// What a written type compares whose alias only says whether one argument is as another: `Equal<Build, Page>`.
pub(super) fn by_type(reader: &Reader<'_>, ty: TypeId) -> Vec<(Ty, Ty)> {
    let TypeKind::Name { path, args } = &reader.loaded.module.ty(ty).kind else { return Vec::new() };
    let [one, other] = args[..] else { return Vec::new() };
    let named = path.last().and_then(|it| reader.checker.type_name(reader.main, ty, it.span));
    let Some((at, id)) = named.and_then(NamedType::binding) else { return Vec::new() };
    let loaded = reader.checker.loaded(at);
    let What::Alias { ty: alias, .. } = loaded.module.binding(id).what else { return Vec::new() };
    let TypeKind::Conditional { then, otherwise, .. } = loaded.module.ty(alias).kind else { return Vec::new() };
    if ![then, otherwise].iter().all(|it| is_verdict(&loaded.module, *it, 0)) {
        return Vec::new();
    }
    let [one, other] = [one, other].map(|it| reader.checker.resolve(reader.main, it, &None));
    vec![(one, other)]
}

/// `true`, `never`, `'different'`: nothing of an argument is in it.
fn is_verdict(module: &Module, ty: TypeId, depth: u32) -> bool {
    match &module.ty(ty).kind {
        TypeKind::Bool(_) | TypeKind::Keyword(_) | TypeKind::Text(_) | TypeKind::Number(_) => true,
        TypeKind::Same(inner) if depth < 8 => is_verdict(module, *inner, depth + 1),
        TypeKind::Conditional { then, otherwise, .. } if depth < 8 => {
            [then, otherwise].iter().all(|it| is_verdict(module, **it, depth + 1))
        }
        _ => false,
    }
}
