//! What a type is, and what can be told of one without asking where it comes from.

use std::rc::Rc;

use smol_str::SmolStr;

use crate::lang::typescript::syntax::module::{BindingId, ExprId, FuncId, ShapeId};

/// Index of a module in a [`Checker`].
pub type ModId = usize;

/// Types of type parameters.
pub type Env = Option<Rc<Vec<(ModId, BindingId, Ty)>>>;

#[derive(Clone, Debug)]
pub enum Ty {
    Unknown,
    /// Number, boolean, string and the like: no members of ours.
    Primitive,
    Text(SmolStr),
    Shape(Rc<Instance>),
    Func(ModId, FuncId, Env),
    Array(Rc<Ty>),
    Tuple(Rc<Vec<Ty>>),
    Union(Rc<Vec<Ty>>),
    Intersection(Rc<Vec<Ty>>),
    Promise(Rc<Ty>),
    /// `Map`, `Record`: the type of the values.
    Map(Rc<Ty>),
    Namespace(ModId),
    /// A type parameter of the function we are in.
    Parameter(ModId, BindingId),
    /// What is passed to a callback.
    Callback(Rc<Vec<Ty>>),
    /// A library type with one member of a type of ours: `current` of a React reference, `payload` of a Redux action.
    Holder(&'static str, Rc<Ty>),
    /// A component with these properties.
    Component(Rc<Ty>),
    /// The result of `createSlice`: its options.
    Slice(Rc<Instance>),
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

/// A declared member.
#[derive(Clone, Debug)]
pub struct Property {
    pub module: ModId,
    pub shape: ShapeId,
    pub index: u32,
    pub env: Env,
}

/// What a name stands for, imports followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    Binding(ModId, BindingId),
    Module(ModId),
    Value(ModId, ExprId),
}

/// A union without its unknown and empty parts; a single part is itself.
pub(super) fn union(parts: Vec<Ty>) -> Ty {
    let mut known: Vec<Ty> = Vec::new();
    for part in parts {
        match part {
            Ty::Unknown | Ty::Primitive => {}
            Ty::Union(inner) => known.extend(inner.iter().take(64).cloned()),
            other => known.push(other),
        }
        if known.len() >= 64 {
            break;
        }
    }
    match known.len() {
        0 => Ty::Unknown,
        1 => known.swap_remove(0),
        _ => Ty::Union(Rc::new(known)),
    }
}

/// What a callback is given.
pub fn callback(params: Vec<Ty>) -> Ty {
    Ty::Callback(Rc::new(params))
}

/// What `await` gives.
pub fn awaited(ty: &Ty) -> Ty {
    match ty {
        Ty::Promise(inner) => (**inner).clone(),
        Ty::Union(parts) => union(parts.iter().map(awaited).collect()),
        other => other.clone(),
    }
}
