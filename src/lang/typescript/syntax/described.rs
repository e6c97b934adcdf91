//! Object literals that describe data and are none: `z.object({ runId: z.string() })` says which keys others send. A second key in one of
//! them is a second thing that they have to send.

use smol_str::SmolStr;

use super::module::*;

/// Parts of the names of packages that make validators, tables and the like of such objects.
const PACKAGES: &[&str] = &[
    "zod",
    "yup",
    "joi",
    "valibot",
    "typebox",
    "superstruct",
    "io-ts",
    "runtypes",
    "arktype",
    "effect/schema",
    "mongoose",
    "drizzle",
    "elysia",
];

/// What a key holds where a type of values is asked for: `defineProps({ runId: String })`.
const CONSTRUCTORS: &[&str] = &["String", "Number", "Boolean", "Array", "Object", "Function", "Date", "Map", "Set"];

/// Literals are looked at through so many others around them.
const DEPTH: usize = 16;

/// The literal, or one around it, is such a description.
pub fn is_description(module: &Module, literal: ShapeId) -> bool {
    let mut shape = literal;
    for _ in 0..DEPTH {
        if describes_by_values(module, shape) {
            return true;
        }
        let Some(mut at) = module.shape(shape).expr else { return false };
        let outer = loop {
            match module.expr(at).place {
                Place::Inside(outer) | Place::Element(outer) => at = outer,
                Place::Value(outer, index) if is_of_schema(module, outer, index) => return true,
                Place::Value(outer, _) => break outer,
                Place::Argument(call, _) => return is_made_by_package(module, call),
                _ => return false,
            }
        };
        shape = outer;
    }
    false
}

/// `{ type: 'object', properties: { … } }`: JSON Schema.
fn is_of_schema(module: &Module, shape: ShapeId, index: u32) -> bool {
    let members = &module.shape(shape).members;
    let named = |name: &str| members.iter().any(|it| it.key.name == name);
    members.get(index as usize).is_some_and(|it| it.key.name == "properties") && (named("type") || named("required"))
}

/// A value of the literal is made by such a package, or says a type.
fn describes_by_values(module: &Module, shape: ShapeId) -> bool {
    let values = module.exprs.entries().filter(|(_, it)| matches!(it.place, Place::Value(at, _) if at == shape));
    values.into_iter().any(|(id, it)| match &it.kind {
        ExprKind::Ident(name) => {
            CONSTRUCTORS.contains(&name.as_str()) && module.look_up(it.scope, name, false).is_none()
        }
        ExprKind::Call { .. } => is_made_by_package(module, id),
        _ => false,
    })
}

/// What is called belongs to what such a package gives: `z.string().min(1)`.
fn is_made_by_package(module: &Module, call: ExprId) -> bool {
    let mut at = call;
    let name: &SmolStr = loop {
        at = match &module.expr(at).kind {
            ExprKind::Call { callee, .. } => *callee,
            ExprKind::Member { object, .. } => *object,
            ExprKind::Ident(name) => break name,
            _ => return false,
        };
    };
    let binding = module.look_up(module.expr(at).scope, name, false).map(|id| &module.binding(id).what);
    let (Some(What::Import { source, .. }) | Some(What::ImportAll { source })) = binding else { return false };
    PACKAGES.iter().any(|it| source.contains(it))
}
