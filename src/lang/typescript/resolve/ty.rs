//! What a type is, and what can be told of one without asking where it comes from.

use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use rustc_hash::FxHasher;
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
    /// The same for two environments with the same keys and values.
    print: u64,
}

/// Most type parameters that one type remembers; a type that nests itself in its own arguments has no end.
const ENV_LIMIT: usize = 48;

/// Most parts of a union; what is more is one unknown part.
pub const PARTS: usize = 96;

/// Under this key an environment has the type `this`.
pub fn this_key() -> (ModId, BindingId) {
    (ModId::MAX, BindingId::at(0))
}

/// `env` with one more value.
pub fn bind(env: &Env, key: (ModId, BindingId), ty: Ty) -> Env {
    let print = mixed([key.0 as u64, key.1.index() as u64, fingerprint(&ty), env_print(env)]);
    Some(Rc::new(EnvNode { key, ty, next: env.clone(), print }))
}

/// [`fingerprint`] of all keys and values of an environment.
pub fn env_print(env: &Env) -> u64 {
    env.as_ref().map_or(0, |it| it.print)
}

/// A number for a row of numbers: each step is the finalizer of MurmurHash3 (Austin Appleby, public domain).
pub fn mixed<const N: usize>(numbers: [u64; N]) -> u64 {
    numbers.into_iter().fold(N as u64, mix)
}

fn mix(so_far: u64, number: u64) -> u64 {
    let mut all = so_far.rotate_left(23).wrapping_add(number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    all = (all ^ (all >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    all = (all ^ (all >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    all ^ (all >> 33)
}

/// A number of 64 bits that is the same for types that are the same to any depth. What an environment, a union or an intersection holds has
/// been counted when it was made.
pub fn fingerprint(ty: &Ty) -> u64 {
    let text = |text: &str| {
        let mut hasher = FxHasher::default();
        text.hash(&mut hasher);
        hasher.finish()
    };
    match ty {
        Ty::Unknown => 1,
        Ty::Opaque => 2,
        Ty::Never => 3,
        Ty::Undefined => 4,
        Ty::Null => 5,
        Ty::String => 6,
        Ty::Number => 7,
        Ty::Boolean => 8,
        Ty::Primitive => 9,
        Ty::Text(it) => mixed([10, text(it)]),
        Ty::Digits(it) => mixed([11, text(it)]),
        Ty::Bool(it) => mixed([12, u64::from(*it)]),
        Ty::EnumMember(module, shape, index) => mixed([13, *module as u64, shape.index() as u64, u64::from(*index)]),
        Ty::Enum(module, shape) => mixed([14, *module as u64, shape.index() as u64]),
        Ty::Shape(it) => {
            mixed([15, it.module as u64, it.shape.index() as u64, u64::from(it.class), env_print(&it.env)])
        }
        Ty::Func(all) => all.iter().fold(16, |so_far, it| {
            let func = it.func.map_or(u64::MAX, |it| it.index() as u64);
            let makes = it.makes.map_or(u64::MAX, |(module, shape)| mixed([module as u64, shape.index() as u64]));
            mix(so_far, mixed([it.module as u64, func, u64::from(it.new), makes, env_print(&it.env)]))
        }),
        Ty::Tuple(elements) => {
            elements.iter().fold(17, |so_far, it| mix(so_far, mixed([u64::from(it.rest), fingerprint(&it.ty)])))
        }
        Ty::Union(parts) => mix(18, parts.print),
        Ty::Intersection(parts) => mix(19, parts.print),
        Ty::Namespace(module) => mixed([20, *module as u64]),
        Ty::Block(module, scope) => mixed([21, *module as u64, scope.index() as u64]),
        Ty::Parameter(module, binding) => mixed([22, *module as u64, binding.index() as u64]),
        Ty::Sought(bound) => mixed([23, fingerprint(bound)]),
        Ty::KeyOf(of) => mixed([24, fingerprint(of)]),
        Ty::Mapped(it) => {
            let source = it.source.as_ref().map_or(0, fingerprint);
            mixed([25, it.module as u64, it.key.index() as u64, fingerprint(&it.keys), source, env_print(&it.env)])
        }
        Ty::Deferred(module, ty, env) => mixed([26, *module as u64, ty.index() as u64, env_print(env)]),
    }
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
    Union(Rc<Parts>),
    Intersection(Rc<Parts>),
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

/// The parts of a union or an intersection.
#[derive(Clone, Debug)]
pub struct Parts {
    types: Vec<Ty>,
    /// The same for two lists of the same types.
    print: u64,
}

impl Parts {
    fn new(types: Vec<Ty>) -> Self {
        let print = types.iter().fold(types.len() as u64, |so_far, it| mix(so_far, fingerprint(it)));
        Self { types, print }
    }
}

impl Deref for Parts {
    type Target = [Ty];

    fn deref(&self) -> &[Ty] {
        &self.types
    }
}

/// What is all of the parts.
pub fn intersection(parts: Vec<Ty>) -> Ty {
    Ty::Intersection(Rc::new(Parts::new(parts)))
}

/// `'id' & keyof T`: one of the names that `keys` has, which stays a name of the type.
pub fn name_of(name: SmolStr, keys: &Ty) -> Ty {
    intersection(vec![Ty::Text(name), keys.clone()])
}

/// The text of `'id' & keyof T`; any other type as it is.
pub fn plain_name(ty: &Ty) -> &Ty {
    match ty {
        Ty::Intersection(all) => match &all[..] {
            [text @ Ty::Text(_), Ty::KeyOf(_)] => text,
            _ => ty,
        },
        _ => ty,
    }
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

/// What a name is to a type.
#[derive(Clone, Debug, Default)]
pub struct Lookup {
    /// The declared members that it may be: several for a union.
    pub found: Vec<Property>,
    /// Declarations of a module or a namespace.
    pub other: Vec<Entity>,
    /// Something that the type may be is not known.
    pub open: bool,
    /// The parts of a union differ in what the name is, or some have no such member.
    pub differs: bool,
    /// Some part of a union has no such member.
    pub lacks: bool,
}

/// Where a question about two types stands within another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct At {
    /// How deep.
    pub depth: u32,
    /// The target is a part of an intersection, of which a value need not have any member.
    pub of_part: bool,
}

impl At {
    /// In no other one.
    pub const OUTSIDE: At = At { depth: 0, of_part: false };

    /// About what the types are made of.
    pub fn inner(self, by: u32) -> At {
        At { depth: self.depth + by, of_part: false }
    }

    /// About the same target.
    pub fn deeper(self, by: u32) -> At {
        At { depth: self.depth + by, ..self }
    }

    /// About a part of the target, which is an intersection.
    pub fn part(self) -> At {
        At { depth: self.depth + 1, of_part: true }
    }
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
    let mut known: Vec<u64> = Vec::new();
    let mut add = |part: Ty| {
        let print = fingerprint(&part);
        if !matches!(part, Ty::Never) && all.len() <= PARTS && !known.contains(&print) {
            // Whoever decides sees that not all parts are known.
            let part = if all.len() == PARTS { Ty::Unknown } else { part };
            all.push(part);
            known.push(print);
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
        _ => Ty::Union(Rc::new(Parts::new(all))),
    }
}

/// The parts of a union; of any other type itself.
pub fn parts(ty: &Ty) -> &[Ty] {
    match ty {
        Ty::Union(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

/// The type has members or parts of its own.
pub fn is_made_of_others(ty: &Ty) -> bool {
    matches!(ty, Ty::Shape(_) | Ty::Union(_) | Ty::Intersection(_) | Ty::Mapped(_))
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

/// Both are the same type, as far as that is told without looking into declarations. Two types of the same fingerprint are taken for the
/// same: among a million types two others share one with a probability of less than 1 in 10 million.
pub fn same(one: &Ty, other: &Ty) -> bool {
    fingerprint(one) == fingerprint(other)
}
