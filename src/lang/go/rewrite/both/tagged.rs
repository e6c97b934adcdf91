//! The field that a key in a tag is of, and where its type is declared.

use super::super::wire::tag_pairs;
use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, Ident, TypeSpec};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::Span;

/// A key in the tag of a field of a declared struct.
pub(super) struct Tagged {
    /// The name of the type.
    pub(super) base: Ident,
    /// All its fields.
    pub(super) fields: Vec<Field>,
    /// The name of the field.
    pub(super) field: Ident,
    /// Its type.
    pub(super) ty: Span,
    /// The key.
    pub(super) key: Span,
    /// The options behind the key, each with its comma.
    pub(super) options: String,
}

const NAMELESS: &str = "its struct type has no name, and so no method";

/// The key that holds `hit`.
///
/// # Errors
/// Why no method can take or give another one.
pub(super) fn tagged(text: &str, decls: &[Decl], hit: Span) -> Result<Tagged, String> {
    let (key, options) = json_key(text, decls, hit)?;
    let spec = decls.iter().find_map(|decl| match decl {
        Decl::Type(spec) if spec.ty.span.contains(hit) => Some(spec),
        _ => None,
    });
    let local = decls.iter().any(|decl| matches!(decl, Decl::Func(it) if it.span.contains(hit)));
    if local {
        return Err("its struct type is declared within a function, where it can have no method".to_owned());
    }
    let spec = spec.ok_or(NAMELESS)?;
    let TypeSpec { name, type_params, alias, ty, .. } = spec;
    let ExprKind::StructType(fields) = &ty.kind else {
        return Err(NAMELESS.to_owned());
    };
    let own = fields.iter().find(|it| it.tag.is_some_and(|tag| tag.contains(hit)));
    let own = own.filter(|_| !alias).ok_or(NAMELESS)?;
    if !type_params.is_empty() {
        return Err("its type has type parameters, for which no method is written".to_owned());
    }
    let [field] = own.names.as_slice() else {
        return Err(match own.names.as_slice() {
            [] => "it is the key of an embedded type".to_owned(),
            _ => "several fields share the tag".to_owned(),
        });
    };
    if !field.name.starts_with(char::is_uppercase) {
        return Err("encoding/json does not see the field, which is not exported".to_owned());
    }
    let written = text[own.ty.span.range()].replace("interface{}", "").replace("struct{}", "");
    if written.contains(['\n', '{', '`', '/']) {
        return Err("its type is written out in the struct: give it a name first".to_owned());
    }
    Ok(Tagged { base: name.clone(), fields: fields.clone(), field: field.clone(), ty: own.ty.span, key, options })
}

/// The key in JSON that holds `hit`, and its options.
fn json_key(text: &str, decls: &[Decl], hit: Span) -> Result<(Span, String), String> {
    let mut tags = Tags { hit, found: None };
    decls.iter().for_each(|decl| tags.decl(decl));
    let tag = tags.found.ok_or("its tag could not be read")?;
    let pairs = tag_pairs(text, tag);
    let pair = pairs.iter().find(|it| it.start <= hit.start && hit.end <= it.start + it.value.len() as u32);
    let pair = pair.ok_or("its tag could not be read")?;
    if pair.key != "json" {
        let key = pair.key;
        return Err(format!("two keys are written for encoding/json only, and not for a tag `{key}`"));
    }
    let end = pair.value.find(',').unwrap_or(pair.value.len());
    let key = Span { start: pair.start, end: pair.start + end as u32 };
    if !key.contains(hit) {
        return Err("the name stands in the options of the tag".to_owned());
    }
    Ok((key, pair.value[end..].to_owned()))
}

/// The innermost tag around a hit.
struct Tags {
    hit: Span,
    found: Option<Span>,
}

impl Visit for Tags {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::StructType(fields) = &expr.kind {
            let mut tags = fields.iter().filter_map(|it| it.tag);
            self.found = tags.find(|it| it.contains(self.hit)).or(self.found);
        }
        walk_expr(self, expr);
    }
}
