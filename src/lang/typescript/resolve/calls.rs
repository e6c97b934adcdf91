//! What a call returns, type arguments and the well-known functions of the language, React and Redux Toolkit included.

use std::rc::Rc;

use super::library::library;
use super::ty::{Env, ModId, Ty, awaited, callback, union};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl<'a> Checker<'a> {
    pub(super) fn call_type(&self, module: ModId, call: ExprId) -> Ty {
        let loaded = self.loaded(module);
        let ExprKind::Call { callee, type_args, args, new } = &loaded.module.expr(call).kind else {
            return Ty::Unknown;
        };
        let given = || type_args.iter().map(|it| self.resolve(module, *it, &None)).collect::<Vec<_>>();
        let func = self.type_of(module, *callee);
        match &func {
            Ty::Shape(class) if *new => return self.instance(class, given()),
            Ty::Func(at, id, env) => {
                let bound =
                    if env.is_some() { env.clone() } else { self.infer(*at, *id, module, call, &given(), None) };
                return self.result(*at, *id, &bound, args);
            }
            Ty::Shape(_) | Ty::Union(_) => return self.result_of(&func),
            _ => {}
        }
        let arg = |at: usize| args.get(at).map_or(Ty::Unknown, |it| self.type_of(module, *it));
        match &loaded.module.expr(*callee).kind {
            ExprKind::Ident(name) => self.library_call(name, given(), *new, &arg),
            ExprKind::Member { object, name } => {
                if let ExprKind::Ident(global) = &loaded.module.expr(*object).kind {
                    let known = match (global.as_str(), name.name.as_str()) {
                        ("Object", "values") | ("Array", "from") => Some(Ty::Array(Rc::new(match arg(0) {
                            Ty::Map(value) => (*value).clone(),
                            other if global == "Object" => self.any_member(&other),
                            other => self.element(&other),
                        }))),
                        ("Object", "entries") => {
                            let value = match arg(0) {
                                Ty::Map(value) => (*value).clone(),
                                other => self.any_member(&other),
                            };
                            Some(Ty::Array(Rc::new(Ty::Tuple(Rc::new(vec![Ty::Primitive, value])))))
                        }
                        ("Object", "assign" | "freeze") => Some(arg(0)),
                        ("React", hook) => Some(self.library_call(hook, given(), *new, &arg)),
                        _ => None,
                    };
                    if let Some(known) = known {
                        return known;
                    }
                }
                let object = self.type_of(module, *object);
                self.method(&object, &name.name, &arg)
            }
            _ => Ty::Unknown,
        }
    }

    /// Methods of arrays, maps and promises.
    pub(super) fn method(&self, object: &Ty, name: &str, arg: &dyn Fn(usize) -> Ty) -> Ty {
        match (object, name) {
            (Ty::Array(_), "filter" | "slice" | "concat" | "sort" | "reverse" | "toSorted" | "splice" | "values") => {
                object.clone()
            }
            (Ty::Array(inner), "find" | "pop" | "shift" | "at" | "findLast") => (**inner).clone(),
            (Ty::Array(_), "map") => Ty::Array(Rc::new(self.result_of(&arg(0)))),
            (Ty::Array(_), "flatMap") => Ty::Array(Rc::new(self.element(&self.result_of(&arg(0))))),
            (Ty::Array(_), "reduce") => arg(1),
            (Ty::Map(value), "get") => (**value).clone(),
            (Ty::Map(value), "values") => Ty::Array(value.clone()),
            (Ty::Map(_), "entries") => Ty::Array(Rc::new(self.element(object))),
            (Ty::Promise(_), "catch" | "finally") => object.clone(),
            (Ty::Promise(_), "then") => Ty::Promise(Rc::new(awaited(&self.result_of(&arg(0))))),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn library_call(&self, name: &str, mut given: Vec<Ty>, new: bool, arg: &dyn Fn(usize) -> Ty) -> Ty {
        let first = if given.is_empty() { None } else { Some(given[0].clone()) };
        match name {
            "useState" => {
                let state = first.unwrap_or_else(|| match arg(0) {
                    func @ Ty::Func(..) => self.result_of(&func),
                    other => other,
                });
                Ty::Tuple(Rc::new(vec![state.clone(), callback(vec![state])]))
            }
            "useRef" => Ty::Holder("current", Rc::new(first.unwrap_or_else(|| arg(0)))),
            "useMemo" => first.unwrap_or_else(|| self.result_of(&arg(0))),
            "useCallback" => arg(0),
            "memo" | "forwardRef" | "observer" => arg(0),
            "useContext" => first.unwrap_or(Ty::Unknown),
            "structuredClone" => arg(0),
            "createSlice" => match arg(0) {
                Ty::Shape(options) => Ty::Slice(options),
                _ => Ty::Unknown,
            },
            _ if new => {
                if given.is_empty() && matches!(name, "Set" | "Array") {
                    given.push(self.element(&arg(0)));
                }
                library(name, given)
            }
            // `useParams<{ runId: string }>()`, `useSelector<State>()`, `axios.get<T>()` are not told apart: only hooks return
            // their argument's type.
            _ if name.starts_with("use") => first.unwrap_or(Ty::Unknown),
            _ => Ty::Unknown,
        }
    }

    /// The type that calling this returns, arguments unknown.
    pub fn result_of(&self, func: &Ty) -> Ty {
        match func {
            Ty::Func(module, id, env) => self.result(*module, *id, env, &[]),
            Ty::Shape(it) => {
                let loaded = self.loaded(it.module);
                let call = loaded.module.shape(it.shape).call;
                call.map_or(Ty::Unknown, |call| self.result(it.module, call, &it.env, &[]))
            }
            Ty::Union(parts) => self.ask(Ty::Unknown, || union(parts.iter().map(|it| self.result_of(it)).collect())),
            _ => Ty::Unknown,
        }
    }

    pub(super) fn result(&self, module: ModId, func: FuncId, env: &Env, _args: &[ExprId]) -> Ty {
        let loaded = self.loaded(module);
        let it = loaded.module.func(func);
        if let Some(ret) = it.ret {
            return self.resolve(module, ret, env);
        }
        let ty = union(it.returned.iter().take(8).map(|expr| self.type_of(module, *expr)).collect());
        let ty = if it.is_async { Ty::Promise(Rc::new(ty)) } else { ty };
        if it.generator { Ty::Unknown } else { ty }
    }

    /// Type arguments of a call: given, else from the types of the arguments. `except`: the argument that is being asked about.
    pub(super) fn infer(
        &self,
        at: ModId,
        func: FuncId,
        module: ModId,
        call: ExprId,
        given: &[Ty],
        except: Option<u32>,
    ) -> Env {
        let callee = self.loaded(at);
        let it = callee.module.func(func);
        if it.type_params.is_empty() {
            return None;
        }
        let loaded = self.loaded(module);
        let ExprKind::Call { args, .. } = &loaded.module.expr(call).kind else { return None };
        let mut bound: Vec<(ModId, BindingId, Ty)> = Vec::new();
        for (index, param) in it.type_params.iter().enumerate() {
            let mut ty = given.get(index).cloned();
            if ty.is_none() {
                ty = it.params.iter().zip(args).enumerate().filter(|(at, _)| except != Some(*at as u32)).find_map(
                    |(_, (root, arg))| {
                        let wanted = callee.module.roots[*root].ty?;
                        self.ask(None, || self.bind(at, wanted, *param, &self.type_of(module, *arg)))
                    },
                );
            }
            if let Some(ty) = ty {
                bound.push((at, *param, ty));
            }
        }
        Some(Rc::new(bound))
    }

    /// What `param` is when the type syntax `wanted` is given a value of type `got`.
    pub(super) fn bind(&self, module: ModId, wanted: TypeId, param: BindingId, got: &Ty) -> Option<Ty> {
        if matches!(got, Ty::Unknown) {
            return None;
        }
        let loaded = self.loaded(module);
        let node = loaded.module.ty(wanted);
        match (&node.kind, got) {
            (TypeKind::Name { path, args }, _) => {
                let [name] = &path[..] else { return None };
                if loaded.module.look_up(node.scope, &name.name, true) == Some(param) {
                    return Some(got.clone());
                }
                let inner = match got {
                    Ty::Array(inner) | Ty::Promise(inner) | Ty::Map(inner) => inner,
                    Ty::Shape(it) => {
                        let env = it.env.as_ref()?;
                        return args
                            .iter()
                            .zip(env.iter())
                            .find_map(|(arg, (_, _, ty))| self.ask(None, || self.bind(module, *arg, param, ty)));
                    }
                    _ => return None,
                };
                args.last().and_then(|arg| self.ask(None, || self.bind(module, *arg, param, inner)))
            }
            (TypeKind::Array(element), Ty::Array(inner)) => {
                self.ask(None, || self.bind(module, *element, param, inner))
            }
            (TypeKind::Union(parts), _) => {
                parts.iter().find_map(|it| self.ask(None, || self.bind(module, *it, param, got)))
            }
            (TypeKind::Same(inner), _) => self.ask(None, || self.bind(module, *inner, param, got)),
            (TypeKind::Func(func), _) => {
                let ret = loaded.module.func(*func).ret?;
                let result = self.result_of(got);
                self.ask(None, || self.bind(module, ret, param, &result))
            }
            _ => None,
        }
    }
}
