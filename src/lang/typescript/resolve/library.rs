//! Types that are not declared in the project and are known by their name alone: of the language, of React, of Redux Toolkit.

use std::rc::Rc;

use super::ty::{Ty, awaited};

/// Types of the language and of React that are told by their name alone.
pub fn library(name: &str, mut args: Vec<Ty>) -> Ty {
    let last = args.pop();
    let inner = || last.clone().unwrap_or(Ty::Unknown);
    match name {
        "Array" | "ReadonlyArray" | "Set" | "ReadonlySet" | "Iterable" | "IterableIterator" | "Generator"
        | "AsyncIterable" => Ty::Array(Rc::new(args.first().cloned().unwrap_or_else(inner))),
        "Promise" | "PromiseLike" => Ty::Promise(Rc::new(inner())),
        "Map" | "ReadonlyMap" | "WeakMap" | "Record" => Ty::Map(Rc::new(inner())),
        "Partial" | "Required" | "Readonly" | "NonNullable" | "PropsWithChildren" | "DeepPartial" | "Mutable"
        | "NoInfer" => inner(),
        "Pick" | "Omit" | "Extract" | "Exclude" => args.first().cloned().unwrap_or_else(inner),
        "Awaited" => awaited(&inner()),
        "FC" | "FunctionComponent" | "ComponentType" | "VFC" => Ty::Component(Rc::new(inner())),
        "RefObject" | "MutableRefObject" => Ty::Holder("current", Rc::new(inner())),
        "PayloadAction" => Ty::Holder("payload", Rc::new(args.first().cloned().unwrap_or_else(inner))),
        "string" | "number" | "boolean" => Ty::Primitive,
        _ => Ty::Unknown,
    }
}
