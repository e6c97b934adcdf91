//! Calls: conversions, built-in functions, type arguments, results.

use crate::lang::go::ast::{Expr, ExprKind};

use super::checker::Checker;
use super::expr::{Builtin, Operand, named_at};
use super::types::{Basic, Type, TypeId};

impl Checker<'_, '_> {
    /// `function(arguments)`
    pub(super) fn call(&mut self, function: &Expr, arguments: &[Expr], spread: bool) -> Operand {
        // tree-sitter reads `*(*[]T)(x)` as a call of `*(*[]T)`; in Go a call binds tighter than `*`.
        if let ExprKind::Star(inner) = &function.kind {
            let called = self.call(inner, arguments, spread);
            return self.dereferenced(called);
        }
        if let ExprKind::Index { operand, indices } = &function.kind
            && let Some((callee, explicit)) = self.explicit_arguments(operand, indices)
        {
            self.record_type(function.span, callee);
            self.is_instantiated(named_at(operand));
            return self.call_value(callee, &explicit, arguments, spread);
        }
        let called = self.expr(function);
        self.is_instantiated(named_at(function));
        match called {
            Operand::Type(ty) => {
                for argument in arguments {
                    self.expr(argument);
                }
                Operand::Value(ty)
            }
            Operand::Builtin(builtin) => self.builtin(builtin, arguments),
            Operand::Value(ty) => self.call_value(ty, &[], arguments, spread),
            Operand::Package(_) | Operand::Nothing => {
                self.arguments(arguments);
                Operand::Value(TypeId::UNKNOWN)
            }
        }
    }

    /// The generic function in `F[A](…)` and its type arguments, of which the call may have to infer more. `None` (after
    /// which the operand is read again, to the same effect) for other index expressions.
    fn explicit_arguments(&mut self, operand: &Expr, indices: &[Expr]) -> Option<(TypeId, Vec<TypeId>)> {
        if !matches!(operand.kind, ExprKind::Ident(_) | ExprKind::Selector { .. }) {
            return None;
        }
        let Operand::Value(callee) = self.expr(operand) else { return None };
        let Type::Func(signature) = self.u.ty(callee) else { return None };
        if signature.type_params.is_empty() {
            return None;
        }
        Some((callee, indices.iter().map(|arg| self.type_expr(arg, false)).collect()))
    }

    fn call_value(&mut self, callee: TypeId, explicit: &[TypeId], arguments: &[Expr], spread: bool) -> Operand {
        let types = self.arguments(arguments);
        let core = self.u.core(callee);
        let Type::Func(mut signature) = self.u.ty(core).clone() else {
            return Operand::Value(TypeId::UNKNOWN);
        };
        if !signature.type_params.is_empty() {
            let env = self.u.infer(&signature, explicit, &types, spread);
            if self.keeps_instances() {
                let env = self.u.types().env(env);
                let told = |param| env.iter().find(|it| it.0 == param).map_or(TypeId::UNKNOWN, |it| it.1);
                let args: Vec<TypeId> = signature.type_params.iter().map(|param| told(*param)).collect();
                self.record_instance(&signature.type_params, &args);
            }
            let closed = self.u.subst(core, env);
            match self.u.ty(closed).clone() {
                Type::Func(closed) => signature = closed,
                _ => return Operand::Value(TypeId::UNKNOWN),
            }
        }
        match signature.results[..] {
            [] => Operand::Nothing,
            [one] => Operand::Value(one),
            _ => Operand::Value(self.u.types().tuple(signature.results.clone())),
        }
    }

    /// The types of the arguments; `f(g())` passes all results of `g`.
    fn arguments(&mut self, arguments: &[Expr]) -> Vec<TypeId> {
        let types: Vec<_> = arguments
            .iter()
            .map(|argument| match self.expr(argument) {
                Operand::Value(ty) => ty,
                _ => TypeId::UNKNOWN,
            })
            .collect();
        if let [one] = types[..]
            && let Type::Tuple(of) = self.u.ty(one)
        {
            return of.to_vec();
        }
        types
    }

    fn builtin(&mut self, builtin: Builtin, arguments: &[Expr]) -> Operand {
        let name = match builtin {
            Builtin::Unsafe(name) => return self.unsafe_function(name, arguments),
            Builtin::Predeclared(obj) => self.u.object(obj).name.clone(),
        };
        let operands: Vec<Operand> = arguments.iter().map(|argument| self.expr(argument)).collect();
        let types: Vec<TypeId> = operands.iter().map(|it| it.value_type()).collect();
        let first = types.first().copied().unwrap_or(TypeId::UNKNOWN);
        let basic = |basic| Operand::Value(TypeId::basic(basic));
        match name.as_str() {
            "len" | "cap" | "copy" => basic(Basic::Int),
            "append" => Operand::Value(self.appended(first)),
            "make" => Operand::Value(match operands.first() {
                Some(Operand::Type(ty)) => *ty,
                _ => TypeId::UNKNOWN,
            }),
            "new" => {
                let to = match operands.first() {
                    Some(Operand::Type(ty)) => *ty,
                    // Go 1.26: `new(x)` points to a copy of the value.
                    Some(Operand::Value(ty)) => self.default_type(*ty),
                    _ => TypeId::UNKNOWN,
                };
                Operand::Value(if to.is_unknown() { to } else { self.u.types().pointer(to) })
            }
            "min" | "max" => Operand::Value(types.iter().copied().reduce(|a, b| self.wider(a, b)).unwrap_or(first)),
            "complex" => basic(match self.u.ty(first) {
                Type::Basic(Basic::Float32) => Basic::Complex64,
                Type::Basic(it) if it.is_untyped() && types.len() == 2 => Basic::UntypedComplex,
                _ => Basic::Complex128,
            }),
            "real" | "imag" => basic(match self.u.ty(first) {
                Type::Basic(Basic::Complex64) => Basic::Float32,
                Type::Basic(it) if it.is_untyped() => Basic::UntypedFloat,
                _ => Basic::Float64,
            }),
            "recover" => Operand::Value(self.u.any()),
            _ => Operand::Nothing,
        }
    }

    fn appended(&mut self, slice: TypeId) -> TypeId {
        match self.u.ty(slice) {
            Type::Basic(Basic::UntypedNil) => TypeId::UNKNOWN,
            _ => slice,
        }
    }

    fn unsafe_function(&mut self, name: &str, arguments: &[Expr]) -> Operand {
        let types: Vec<TypeId> = arguments.iter().map(|argument| self.expr(argument).value_type()).collect();
        let first = types.first().copied().unwrap_or(TypeId::UNKNOWN);
        let core = self.u.core(first);
        Operand::Value(match (name, self.u.ty(core).clone()) {
            ("Add", _) => TypeId::basic(Basic::UnsafePointer),
            ("Slice", Type::Pointer(to)) => self.u.types().slice(to),
            ("SliceData", Type::Slice(of)) => self.u.types().pointer(of),
            ("String", _) => TypeId::basic(Basic::String),
            ("StringData", _) => self.u.types().pointer(TypeId::basic(Basic::Uint8)),
            ("Alignof" | "Offsetof" | "Sizeof", _) => TypeId::basic(Basic::Uintptr),
            _ => TypeId::UNKNOWN,
        })
    }
}
