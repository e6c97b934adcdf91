//! Go types as interned values: equal types of one universe have equal ids. Substitution of type arguments lives in
//! `subst`, what an object's type is in `declare`.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::ids::ObjId;
pub use super::ids::{EnvId, InterfaceId, StructId, TypeId};

macro_rules! basic_types {
    ($($name:ident,)*) => {
        /// A predeclared type, also those of untyped constants.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are Go's")]
        #[repr(u8)]
        pub enum Basic {
            $($name,)*
        }

        const BASICS: &[Basic] = &[$(Basic::$name,)*];
    };
}

basic_types! {
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Nobody knows: a missing import, code that does not compile. Never equal to a type of ours.
    Unknown,
    /// A predeclared type.
    Basic(Basic),
    /// A defined type, with its type arguments.
    Named {
        /// The type name.
        obj: ObjId,
        /// Type arguments; empty for a type without parameters.
        args: Arc<[TypeId]>,
    },
    /// `*T`
    Pointer(TypeId),
    /// `[]T`
    Slice(TypeId),
    /// `[n]T`; the length when it is a plain number.
    Array(TypeId, Option<u64>),
    /// `map[K]V`
    Map(TypeId, TypeId),
    /// `chan T`, any direction.
    Chan(TypeId),
    /// `struct{…}` under an assignment of type parameters.
    Struct(StructId, EnvId),
    /// `interface{…}` under an assignment of type parameters.
    Interface(InterfaceId, EnvId),
    /// `func(…) …`
    Func(Arc<Signature>),
    /// Several results.
    Tuple(Arc<[TypeId]>),
    /// A type parameter.
    TypeParam(ObjId),
    /// Terms of a constraint: `~int | string`.
    Union(Arc<[TypeId]>),
}

/// Parameter and result types.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Parameters; the last one of a variadic function is a slice.
    pub params: Vec<TypeId>,
    /// Results.
    pub results: Vec<TypeId>,
    /// The last parameter is `...T`.
    pub variadic: bool,
    /// Type parameters that are still open.
    pub type_params: Vec<ObjId>,
}

/// Fields of a struct type.
#[derive(Clone, Debug, Default)]
pub struct StructDecl {
    /// The fields in order, blank ones too.
    pub fields: Vec<ObjId>,
    /// Type parameters are in scope where it stands.
    pub generic: bool,
}

/// Elements of an interface type.
#[derive(Clone, Debug, Default)]
pub struct InterfaceDecl {
    /// Methods that are written out.
    pub methods: Vec<ObjId>,
    /// Embedded interfaces and unions.
    pub embeds: Vec<TypeId>,
    /// Type parameters are in scope where it stands.
    pub generic: bool,
}

/// An assignment of types to type parameters, sorted by parameter.
pub type Env = Arc<[(ObjId, TypeId)]>;

/// All types of a universe.
#[derive(Debug)]
pub struct TypeTable {
    types: Vec<Type>,
    ids: HashMap<Type, TypeId, FxBuildHasher>,
    facts: Vec<Facts>,
    envs: Vec<Env>,
    env_ids: HashMap<Env, EnvId, FxBuildHasher>,
    structs: Vec<StructDecl>,
    interfaces: Vec<InterfaceDecl>,
}

/// What is known of a type without looking into it again.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    depth: u8,
    open: bool,
}

/// Types nested deeper than this become unknown: a generic type that instantiates itself with ever larger arguments must end.
const MAX_DEPTH: u8 = 40;

impl TypeId {
    /// Nobody knows.
    pub const UNKNOWN: TypeId = TypeId(0);

    /// The id of a predeclared type.
    pub const fn basic(basic: Basic) -> TypeId {
        TypeId(basic as u32 + 1)
    }

    /// True for [`Type::Unknown`].
    pub fn is_unknown(self) -> bool {
        self == TypeId::UNKNOWN
    }
}

impl Default for TypeTable {
    fn default() -> Self {
        let mut table = Self {
            types: Vec::new(),
            ids: HashMap::default(),
            facts: Vec::new(),
            envs: vec![Arc::from([])],
            env_ids: HashMap::default(),
            structs: Vec::new(),
            interfaces: Vec::new(),
        };
        table.env_ids.insert(Arc::from([]), EnvId::EMPTY);
        table.intern(Type::Unknown);
        for &basic in BASICS {
            table.intern(Type::Basic(basic));
        }
        table
    }
}

impl TypeTable {
    /// The id of `ty`; [`TypeId::UNKNOWN`] when it is nested too deeply.
    pub fn intern(&mut self, ty: Type) -> TypeId {
        if let Some(id) = self.ids.get(&ty) {
            return *id;
        }
        let facts = self.facts_of(&ty);
        if facts.depth > MAX_DEPTH {
            return TypeId::UNKNOWN;
        }
        let id = TypeId(self.types.len() as u32);
        self.types.push(ty.clone());
        self.facts.push(facts);
        self.ids.insert(ty, id);
        id
    }

    /// The type with this id.
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// True when type parameters may occur in the type.
    pub fn is_open(&self, id: TypeId) -> bool {
        self.facts[id.0 as usize].open
    }

    /// The id of an assignment; pairs must be sorted by parameter.
    pub fn intern_env(&mut self, env: Vec<(ObjId, TypeId)>) -> EnvId {
        if let Some(id) = self.env_ids.get(env.as_slice()) {
            return *id;
        }
        let id = EnvId(self.envs.len() as u32);
        let env: Env = env.into();
        self.envs.push(env.clone());
        self.env_ids.insert(env, id);
        id
    }

    /// The assignment with this id.
    pub fn env(&self, id: EnvId) -> Env {
        self.envs[id.0 as usize].clone()
    }

    /// Adds a struct type's fields.
    pub fn add_struct(&mut self, decl: StructDecl) -> StructId {
        self.structs.push(decl);
        StructId(self.structs.len() as u32 - 1)
    }

    /// Adds an interface type's elements.
    pub fn add_interface(&mut self, decl: InterfaceDecl) -> InterfaceId {
        self.interfaces.push(decl);
        InterfaceId(self.interfaces.len() as u32 - 1)
    }

    /// The fields of a struct type.
    pub fn struct_decl(&self, id: StructId) -> &StructDecl {
        &self.structs[id.0 as usize]
    }

    /// The fields of a struct type, to add those of another declaration of it.
    pub fn struct_decl_mut(&mut self, id: StructId) -> &mut StructDecl {
        &mut self.structs[id.0 as usize]
    }

    /// The elements of an interface type.
    pub fn interface_decl(&self, id: InterfaceId) -> &InterfaceDecl {
        &self.interfaces[id.0 as usize]
    }

    /// `*T`
    pub fn pointer(&mut self, to: TypeId) -> TypeId {
        self.intern(Type::Pointer(to))
    }

    /// `[]T`
    pub fn slice(&mut self, of: TypeId) -> TypeId {
        self.intern(Type::Slice(of))
    }

    /// Several results.
    pub fn tuple(&mut self, of: Vec<TypeId>) -> TypeId {
        self.intern(Type::Tuple(of.into()))
    }

    /// `func(…) …`
    pub fn func(&mut self, signature: Signature) -> TypeId {
        self.intern(Type::Func(Arc::new(signature)))
    }

    /// A defined type.
    pub fn named(&mut self, obj: ObjId, args: Vec<TypeId>) -> TypeId {
        self.intern(Type::Named { obj, args: args.into() })
    }

    fn facts_of(&self, ty: &Type) -> Facts {
        let over = |ids: &[TypeId]| {
            ids.iter().fold(Facts::default(), |sum, id| {
                let one = self.facts[id.0 as usize];
                Facts { depth: sum.depth.max(one.depth), open: sum.open || one.open }
            })
        };
        let mut facts = match ty {
            Type::Unknown | Type::Basic(_) => Facts::default(),
            Type::Named { args, .. } => over(args),
            Type::Pointer(of) | Type::Slice(of) | Type::Array(of, _) | Type::Chan(of) => over(&[*of]),
            Type::Map(key, value) => over(&[*key, *value]),
            Type::Struct(id, env) => Facts { depth: self.env_depth(*env), open: self.structs[id.0 as usize].generic },
            Type::Interface(id, env) => {
                Facts { depth: self.env_depth(*env), open: self.interfaces[id.0 as usize].generic }
            }
            Type::Func(signature) => {
                let (params, results) = (over(&signature.params), over(&signature.results));
                Facts {
                    depth: params.depth.max(results.depth),
                    open: params.open || results.open || !signature.type_params.is_empty(),
                }
            }
            Type::Tuple(of) | Type::Union(of) => over(of),
            Type::TypeParam(_) => Facts { depth: 0, open: true },
        };
        facts.depth += 1;
        facts
    }

    fn env_depth(&self, env: EnvId) -> u8 {
        self.envs[env.0 as usize].iter().map(|(_, ty)| self.facts[ty.0 as usize].depth).max().unwrap_or(0)
    }
}

impl Basic {
    /// The type an untyped constant gets when nothing else gives it one.
    pub fn default_type(self) -> Basic {
        match self {
            Basic::UntypedBool => Basic::Bool,
            Basic::UntypedInt => Basic::Int,
            Basic::UntypedRune => Basic::Int32,
            Basic::UntypedFloat => Basic::Float64,
            Basic::UntypedComplex => Basic::Complex128,
            Basic::UntypedString => Basic::String,
            other => other,
        }
    }

    /// Types of constants without a type.
    pub fn is_untyped(self) -> bool {
        self >= Basic::UntypedBool
    }
}
