//! What a type is, and what can be told of one without asking where it comes from.

use std::rc::Rc;

use smol_str::SmolStr;

use crate::lang::typescript::syntax::module::{BindingId, Element, ExprId, FuncId, Id, ScopeId, ShapeId, TypeId};

/// Index of a module in a [`super::types::Checker`].
pub type ModId = usize;

/// A type parameter, and its value: the innermost first.
pub type Env = Option<Rc<EnvNode>>;

/// One type parameter with its value.
#[derive(Debug)]
pub struct EnvNode {
    pub key: (ModId, BindingId),
    pub ty: Ty,
    pub next: Env,
}

/// Most type parameters that one type remembers; a type that nests itself in its own arguments has no end.
const ENV_LIMIT: usize = 48;

/// Most parts of a union.
pub const PARTS: usize = 96;

/// Under this key an environment has the type `this`.
pub fn this_key() -> (ModId, BindingId) {
    (ModId::MAX, BindingId::at(0))
}

/// `env` with one more value.
pub fn bind(env: &Env, key: (ModId, BindingId), ty: Ty) -> Env {
    Some(Rc::new(EnvNode { key, ty, next: env.clone() }))
}

/// The value of a type parameter.
pub fn bound(env: &Env, key: (ModId, BindingId)) -> Option<&Ty> {
    let mut at = env.as_ref();
    while let Some(node) = at {
        if node.key == key {
            return Some(&node.ty);
        }
        at = node.next.as_ref();
    }
    None
}

/// The nodes of an environment, innermost first.
pub fn nodes(env: &Env) -> impl Iterator<Item = &EnvNode> {
    std::iter::successors(env.as_deref(), |it| it.next.as_deref())
}

/// `inner` over `outer`, without what `inner` hides.
pub fn over(inner: Vec<((ModId, BindingId), Ty)>, outer: &Env) -> Env {
    let kept: Vec<&EnvNode> = nodes(outer).filter(|it| !inner.iter().any(|(key, _)| *key == it.key)).collect();
    let mut env: Env = None;
    if inner.len() == 1 && kept.len() == nodes(outer).count() {
        env = outer.clone();
    } else {
        for it in kept.into_iter().take(ENV_LIMIT).rev() {
            env = bind(&env, it.key, it.ty.clone());
        }
    }
    for (key, ty) in inner.into_iter().take(ENV_LIMIT).rev() {
        env = bind(&env, key, ty);
    }
    env
}

#[derive(Clone, Debug)]
pub enum Ty {
    /// Nobody knows, or `any`.
    Unknown,
    /// `unknown`, `object`, `{}`: a value without members of its own.
    Opaque,
    Never,
    Undefined,
    Null,
    String,
    Number,
    Boolean,
    /// `symbol`, `bigint`.
    Primitive,
    Text(SmolStr),
    Digits(SmolStr),
    Bool(bool),
    /// A member of an enumeration.
    EnumMember(ModId, ShapeId, u32),
    /// A value of an enumeration.
    Enum(ModId, ShapeId),
    Shape(Rc<Instance>),
    /// Something that is called or made with `new`, without other members of its own.
    Func(Rc<Vec<Signature>>),
    Tuple(Rc<Vec<Element<Ty>>>),
    Union(Rc<Vec<Ty>>),
    Intersection(Rc<Vec<Ty>>),
    /// All that a module exports.
    Namespace(ModId),
    /// All that a `namespace` block holds.
    Block(ModId, ScopeId),
    /// A type parameter that has no value here.
    Parameter(ModId, BindingId),
    /// A type parameter whose value is being looked for: what it may be at most.
    Sought(Rc<Ty>),
    KeyOf(Rc<Ty>),
    Mapped(Rc<Mapped>),
    /// A written type that depends on type parameters without a value.
    Deferred(ModId, TypeId, Env),
}

/// A function type, or one of several that a name has.
#[derive(Clone, Debug)]
pub struct Signature {
    pub module: ModId,
    /// `None`: the constructor that a class has without declaring one.
    pub func: Option<FuncId>,
    pub env: Env,
    /// Used with `new`.
    pub new: bool,
    /// The class whose objects it makes.
    pub makes: Option<(ModId, ShapeId)>,
}

/// A shape with its type arguments.
#[derive(Clone, Debug)]
pub struct Instance {
    pub module: ModId,
    pub shape: ShapeId,
    pub env: Env,
    /// The class itself, not an object of it.
    pub class: bool,
}

/// `{ [key in keys]: value }` with the values of the type parameters around it.
#[derive(Clone, Debug)]
pub struct Mapped {
    pub module: ModId,
    pub key: BindingId,
    /// The names, as a type.
    pub keys: Ty,
    /// The type whose members it has, when the names are taken from one.
    pub source: Option<Ty>,
    pub renamed: Option<TypeId>,
    pub value: TypeId,
    pub env: Env,
}

/// A declared member.
#[derive(Clone, Debug)]
pub struct Property {
    pub module: ModId,
    pub shape: ShapeId,
    pub index: u32,
    pub env: Env,
}

/// How two types are related.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Related {
    No,
    /// Something is not known.
    Maybe,
    Yes,
}

/// What a name stands for, imports followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    Binding(ModId, BindingId),
    Module(ModId),
    Value(ModId, ExprId),
}

/// A union of the parts: each once, `Unknown` stays one of them, so that whoever decides sees that something is not known.
pub fn union(parts: Vec<Ty>) -> Ty {
    let mut all: Vec<Ty> = Vec::new();
    let mut add = |part: Ty| {
        if !matches!(part, Ty::Never) && all.len() < PARTS && !all.iter().any(|it| same(it, &part, 0)) {
            all.push(part);
        }
    };
    for part in parts {
        match part {
            Ty::Union(inner) => inner.iter().cloned().for_each(&mut add),
            other => add(other),
        }
    }
    match all.len() {
        0 => Ty::Never,
        1 => all.swap_remove(0),
        _ => Ty::Union(Rc::new(all)),
    }
}

/// The parts of a union; of any other type itself.
pub fn parts(ty: &Ty) -> &[Ty] {
    match ty {
        Ty::Union(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// The parts that may hold something, without `undefined` and `null`.
pub fn present(ty: &Ty) -> Ty {
    match ty {
        Ty::Union(all) if all.iter().any(|it| matches!(it, Ty::Undefined | Ty::Null)) => {
            union(all.iter().filter(|it| !matches!(it, Ty::Undefined | Ty::Null)).cloned().collect())
        }
        Ty::Undefined | Ty::Null => Ty::Never,
        other => other.clone(),
    }
}

/// Both are the same type, as far as that is told without looking into declarations.
pub fn same(one: &Ty, other: &Ty, depth: u32) -> bool {
    if depth > 6 {
        return false;
    }
    let all = |one: &[Ty], other: &[Ty]| {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b, depth + 1))
    };
    match (one, other) {
        (Ty::Unknown, Ty::Unknown)
        | (Ty::Opaque, Ty::Opaque)
        | (Ty::Never, Ty::Never)
        | (Ty::Undefined, Ty::Undefined)
        | (Ty::Null, Ty::Null)
        | (Ty::String, Ty::String)
        | (Ty::Number, Ty::Number)
        | (Ty::Boolean, Ty::Boolean)
        | (Ty::Primitive, Ty::Primitive) => true,
        (Ty::Text(a), Ty::Text(b)) | (Ty::Digits(a), Ty::Digits(b)) => a == b,
        (Ty::Bool(a), Ty::Bool(b)) => a == b,
        (Ty::EnumMember(a, b, c), Ty::EnumMember(d, e, f)) => (a, b, c) == (d, e, f),
        (Ty::Enum(a, b), Ty::Enum(c, d)) => (a, b) == (c, d),
        (Ty::Shape(a), Ty::Shape(b)) => {
            Rc::ptr_eq(a, b)
                || ((a.module, a.shape, a.class) == (b.module, b.shape, b.class) && same_env(&a.env, &b.env, depth))
        }
        (Ty::Func(a), Ty::Func(b)) => {
            a.len() == b.len()
                && a.iter().zip(b.iter()).all(|(a, b)| {
                    (a.module, a.func, a.new, a.makes) == (b.module, b.func, b.new, b.makes)
                        && same_env(&a.env, &b.env, depth)
                })
        }
        (Ty::Tuple(a), Ty::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.rest == b.rest && same(&a.ty, &b.ty, depth + 1))
        }
        (Ty::Union(a), Ty::Union(b)) | (Ty::Intersection(a), Ty::Intersection(b)) => Rc::ptr_eq(a, b) || all(a, b),
        (Ty::Namespace(a), Ty::Namespace(b)) => a == b,
        (Ty::Block(a, b), Ty::Block(c, d)) => (a, b) == (c, d),
        (Ty::Parameter(a, b), Ty::Parameter(c, d)) => (a, b) == (c, d),
        (Ty::KeyOf(a), Ty::KeyOf(b)) | (Ty::Sought(a), Ty::Sought(b)) => same(a, b, depth + 1),
        (Ty::Mapped(a), Ty::Mapped(b)) => {
            Rc::ptr_eq(a, b) || ((a.module, a.key) == (b.module, b.key) && same_env(&a.env, &b.env, depth))
        }
        (Ty::Deferred(a, b, c), Ty::Deferred(d, e, f)) => (a, b) == (d, e) && same_env(c, f, depth),
        _ => false,
    }
}

fn same_env(one: &Env, other: &Env, depth: u32) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(a), Some(b)) if Rc::ptr_eq(a, b) => true,
        _ => {
            let (mut a, mut b) = (nodes(one), nodes(other));
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if a.key == b.key && same(&a.ty, &b.ty, depth + 1) => {}
                    _ => return false,
                }
            }
        }
    }
}
