//! The names that every Go file knows without an import.

use std::sync::Arc;

use super::Universe;
use smallvec::SmallVec;

use crate::lang::go::resolve::object::{ObjId, ObjKind, Object, TypeDecl, TypeState};
use crate::lang::go::resolve::types::{Basic, EnvId, InterfaceDecl, Signature, Type, TypeId};

impl Universe<'_> {
    /// Fills an empty universe.
    pub(in crate::lang::go::resolve) fn predeclare(&mut self) {
        use Basic::*;
        let types = [
            ("bool", Bool),
            ("int", Int),
            ("int8", Int8),
            ("int16", Int16),
            ("int32", Int32),
            ("int64", Int64),
            ("uint", Uint),
            ("uint8", Uint8),
            ("uint16", Uint16),
            ("uint32", Uint32),
            ("uint64", Uint64),
            ("uintptr", Uintptr),
            ("float32", Float32),
            ("float64", Float64),
            ("complex64", Complex64),
            ("complex128", Complex128),
            ("string", String),
            ("byte", Uint8),
            ("rune", Int32),
        ];
        for (name, basic) in types {
            self.add_predeclared(name, ObjKind::TypeName, TypeId::basic(basic));
        }
        for (name, basic) in [("true", UntypedBool), ("false", UntypedBool), ("iota", UntypedInt)] {
            self.add_predeclared(name, ObjKind::Const, TypeId::basic(basic));
        }
        self.add_predeclared("nil", ObjKind::Nil, TypeId::basic(UntypedNil));
        let functions = [
            "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
            "panic", "print", "println", "real", "recover",
        ];
        for name in functions {
            self.add_predeclared(name, ObjKind::Builtin, TypeId::UNKNOWN);
        }
        let empty = self.types.add_interface(InterfaceDecl::default());
        self.any = self.types.intern(Type::Interface(empty, EnvId::EMPTY));
        self.add_predeclared("any", ObjKind::TypeName, self.any);
        self.add_predeclared("comparable", ObjKind::TypeName, self.any);

        let error = self.add_predeclared("error", ObjKind::TypeName, TypeId::UNKNOWN);
        let results = vec![TypeId::basic(String)];
        let signature = self.types.func(Signature { params: vec![], results, variadic: false, type_params: vec![] });
        let method = self.add_object(Object {
            name: "Error".into(),
            kind: ObjKind::InterfaceMethod,
            pkg: None,
            owner: "builtin.error".into(),
            local: false,
            decls: SmallVec::new(),
            ty: TypeState::Known(signature),
        });
        let decl = self.types.add_interface(InterfaceDecl { methods: vec![method], ..InterfaceDecl::default() });
        let rhs = self.types.intern(Type::Interface(decl, EnvId::EMPTY));
        self.error = self.types.named(error, Vec::new());
        self.objects[error.0 as usize].ty = TypeState::Known(self.error);
        self.type_decls.insert(error, Some(Arc::new(TypeDecl { type_params: Vec::new(), rhs, alias: false })));
    }

    fn add_predeclared(&mut self, name: &str, kind: ObjKind, ty: TypeId) -> ObjId {
        let id = self.add_object(Object {
            name: name.into(),
            kind,
            pkg: None,
            owner: "builtin".into(),
            local: false,
            decls: SmallVec::new(),
            ty: TypeState::Known(ty),
        });
        self.predeclared.insert(name.into(), id);
        id
    }
}
