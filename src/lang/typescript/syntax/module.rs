//! One TypeScript file as tables of owned values: expressions, types, functions, shapes, bindings, and the place of every name.
//! Made by `lower`, read by `types` and `emit`. Ids are of the tables of the same module. Every expression knows its
//! scope, so that a type can be asked for from anywhere without walking the file again.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

pub use super::flow::{Before, FlowNode, Logical, Switch};
pub use super::shape::{Member, Shape, ShapeKind};
pub use super::table::{BindingId, ExprId, FlowId, FuncId, Id, PatId, RootId, ScopeId, ShapeId, Table, TypeId};
pub use super::written::{Element, Ident, Keyword, Predicate, TypeKind, TypeNode};
use crate::model::Span;

#[derive(Debug, Default)]
pub struct Module {
    /// Relative to the repository.
    pub path: SmolStr,
    pub exprs: Table<ExprId, Expr>,
    pub types: Table<TypeId, TypeNode>,
    pub funcs: Table<FuncId, Func>,
    pub shapes: Table<ShapeId, Shape>,
    pub scopes: Table<ScopeId, Scope>,
    pub bindings: Table<BindingId, Binding>,
    pub roots: Table<RootId, Root>,
    pub pats: Table<PatId, Pat>,
    /// What may have happened before an expression is read.
    pub flows: Table<FlowId, FlowNode>,
    pub switches: Vec<Switch>,
    /// The names that conditions and assignments are about: what other names hold is never narrowed.
    pub narrowed: FxHashSet<SmolStr>,
    /// The names that a condition, a call or the value of a `switch` is about.
    pub noted: FxHashMap<ExprId, Vec<SmolStr>>,
    /// Assignments to plain names, with the assigned value: the name is resolved by who asks.
    pub assigned: FxHashMap<SmolStr, Vec<(ExprId, Option<ExprId>)>>,
    /// The contents of strings, by their place: without escapes only.
    pub texts: FxHashMap<Span, SmolStr>,
    /// Defaults of patterns inside of patterns.
    pub defaults: Vec<(RootId, Vec<Step>, ExprId)>,
    /// `this: T` among the parameters of a function, by its scope.
    pub this_types: FxHashMap<ScopeId, TypeId>,
    /// Targets of destructuring assignments, with what they are given.
    pub taken: FxHashMap<ExprId, PatId>,
    pub exports: FxHashMap<SmolStr, Export>,
    /// An `import` or `export` stands at the top: what is declared there is not seen everywhere.
    pub closed: bool,
    /// `export * from`.
    pub export_all: Vec<SmolStr>,
    /// `export = x`.
    pub export_assigned: Option<ExprId>,
    /// `declare global { … }`: the scopes of the blocks.
    pub global_scopes: Vec<ScopeId>,
    /// `declare module 'x' { … }`: the module's name, the scope of the block, and what it exports.
    pub ambient: Vec<Ambient>,
    /// How names in templates that stand for two things are written out; in scripts that is `key: value`.
    pub forms: FxHashMap<Span, Form>,
    /// Every name of the file with what it is, sorted by span once the module is complete.
    pub names: Vec<(Span, NameRef)>,
    /// Where values go.
    pub links: Vec<Link>,
    /// Named surroundings: functions, types, variables, calls with a string and a callback, `case` labels, typed objects.
    pub regions: Vec<(Span, Vec<SmolStr>)>,
}

/// A `declare module 'name'` block.
#[derive(Debug)]
pub struct Ambient {
    pub name: SmolStr,
    pub scope: ScopeId,
    /// Names that the block exports under another name, and those that it takes from other modules.
    pub exports: FxHashMap<SmolStr, Export>,
    pub export_all: Vec<SmolStr>,
    pub export_assigned: Option<ExprId>,
}

#[derive(Clone, Debug)]
pub enum Export {
    Local(SmolStr),
    From { source: SmolStr, name: SmolStr },
    Namespace { source: SmolStr },
    Value(ExprId),
    Binding(BindingId),
}

/// How a name that stands for a key and a variable is written out as both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `key: variable`.
    #[default]
    Pair,
    /// `{name}`, whose brace is at this byte, becomes `key={variable}`.
    Braced(u32),
    /// `job-id` for `jobId`: one thing, in another spelling.
    Kebab,
    /// Between these stands the variable, behind the key: `bind:name` becomes `bind:key={variable}`.
    Behind(&'static str, &'static str),
}

#[derive(Clone, Debug)]
pub enum NameRef {
    /// Declares a binding.
    Declares(BindingId),
    /// Declares a member of a type or class.
    Member(ShapeId, u32),
    /// Key of an object literal; for the shorthand `{ runId }` the variable too.
    Key(ShapeId, u32),
    /// An identifier that is read or written.
    Ident(ExprId),
    /// `x.NAME`.
    Property(ExprId),
    /// Name of a type in a type; the index of the part of a dotted one.
    Type(TypeId),
    /// Key of a destructuring pattern.
    PatternKey(PatId, SmolStr),
    /// `{ runId }` in a pattern: key and binding at once.
    PatternShorthand(PatId, BindingId),
    /// `constructor(private runId: string)`: a parameter and a field.
    ParameterProperty(ShapeId, u32),
    /// `({ runId } = x)`: key and the variable that is assigned.
    AssignedShorthand(PatId, ExprId),
    /// `{ NAME as local }` of an import.
    Imported(BindingId),
    /// `{ NAME }` and `{ local as NAME }` of an export.
    Exported(SmolStr),
    /// Attribute of an element.
    Attribute(ExprId, u32),
    /// `{name}` among the attributes: the attribute, where it is one of a component, and the variable.
    AttributeShorthand(Option<(ExprId, u32)>, ExprId),
    /// A string that is an expression.
    Text(ExprId),
    /// The string of a literal type.
    TypeText(TypeId),
    /// `import … from 'NAME'`.
    ModulePath,
    Label,
}

#[derive(Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    pub scope: ScopeId,
    pub place: Place,
    /// What happened before, where a name, a member or `this` is read.
    pub flow: FlowId,
}

/// Where an expression stands, as far as that tells its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    #[default]
    Free,
    /// Initialiser of a variable, parameter or field with this type.
    Typed(TypeId),
    /// Argument of a call.
    Argument(ExprId, u32),
    /// Value of a member of an object literal.
    Value(ShapeId, u32),
    /// Value under a computed key of an object literal.
    Computed(ShapeId),
    /// Element of an array literal.
    Element(ExprId),
    /// Returned from a function.
    Returned(FuncId),
    /// Value of a JSX attribute.
    Attribute(ExprId, u32),
    /// `{...x}` among the attributes of an element.
    Attributes(ExprId),
    /// Right side of an assignment to this expression.
    Assigned(ExprId),
    /// Index of this object.
    Index(ExprId),
    /// Inside of a wrapping expression that has the same type.
    Inside(ExprId),
    /// Default of what a pattern takes.
    Default(PatId),
    /// Child of an element.
    Child(ExprId),
    /// Given to `yield` in this function.
    Yielded(FuncId),
}

/// What an operator gives.
#[derive(Clone, Debug)]
pub enum Gives {
    Number,
    Truth,
    /// The sum of all of them: a text where one is a text.
    Sum(Vec<ExprId>),
    /// Nothing with members of its own.
    Plain,
}

#[derive(Debug)]
pub enum ExprKind {
    Ident(SmolStr),
    This,
    Super,
    /// The content of a string without its quotes.
    Text(Span),
    Template(Vec<ExprId>, bool),
    Literal,
    Number(SmolStr),
    Bool(bool),
    Null,
    Member {
        object: ExprId,
        name: Ident,
    },
    Index {
        object: ExprId,
        index: ExprId,
    },
    Call {
        callee: ExprId,
        type_args: Vec<TypeId>,
        args: Vec<ExprId>,
        new: bool,
    },
    Object(ShapeId),
    Array(Vec<ExprId>),
    Func(FuncId),
    Class(ShapeId),
    /// The expression that is assigned to, and the value.
    Assign(ExprId, ExprId),
    /// `a ? b : c`: the arms.
    Either(Vec<ExprId>),
    /// `a || b`, `a && b`, `a ?? b`.
    Logical(Logical, ExprId, ExprId),
    /// `===`, `!==`, `==`, `!=`.
    Equal {
        left: ExprId,
        right: ExprId,
        negated: bool,
        /// `null` and `undefined` are one.
        loose: bool,
    },
    /// `'key' in object`.
    In {
        key: ExprId,
        object: ExprId,
    },
    /// `value instanceof Class`.
    InstanceOf {
        value: ExprId,
        class: ExprId,
    },
    Not(ExprId),
    TypeOf(ExprId),
    /// `yield* x` (with the flag) and `yield x`.
    Yield(Option<ExprId>, bool),
    /// `import('name')` (with the flag) and `require('name')`.
    Import(SmolStr, bool),
    /// `$x` of a component: what the store `x` holds.
    Stored(ExprId),
    /// `...x` in an array or a list of arguments.
    Spread(ExprId),
    /// Any other operator, and what it gives.
    Operator(Gives),
    /// `(x)`, `x!`, `...x`.
    Same(ExprId),
    Await(ExprId),
    As(ExprId, TypeId),
    AsConst(ExprId),
    Jsx {
        name: Option<ExprId>,
        /// `div`: an element of the page.
        intrinsic: Option<SmolStr>,
        attributes: Vec<(Ident, Option<ExprId>)>,
        type_args: Vec<TypeId>,
    },
    Other,
}

#[derive(Debug, Default)]
pub struct Func {
    pub name: Option<Ident>,
    pub type_params: Vec<BindingId>,
    /// The root of each parameter.
    pub params: Vec<RootId>,
    pub ret: Option<TypeId>,
    /// Returned expressions, also of an arrow function without a block.
    pub returned: Vec<ExprId>,
    pub is_async: bool,
    pub generator: bool,
    /// The expression that it is, when it is one.
    pub expr: Option<ExprId>,
    /// The member that it is the body of.
    pub member: Option<(ShapeId, u32)>,
    /// The binding of a function declaration, or the variable that holds a function expression.
    pub binding: Option<BindingId>,
    pub has_body: bool,
    pub predicate: Option<Predicate>,
    /// Given to `yield`; the flag: all of it (`yield*`).
    pub yielded: Vec<(ExprId, bool)>,
    /// The scope of its parameters.
    pub scope: ScopeId,
    /// It stands inside of something with type parameters.
    pub generic: bool,
    /// A parameter has no type of its own: the place decides.
    pub sensitive: bool,
}

#[derive(Debug, Default)]
pub struct Scope {
    pub parent: Option<ScopeId>,
    /// Values and types share the map; a name may be both.
    pub names: FxHashMap<SmolStr, Vec<BindingId>>,
    /// What `this` is: a class.
    pub this: Option<ShapeId>,
    /// `this` is the class itself.
    pub this_class: bool,
    pub func: bool,
    /// The template of a component of Vue: what it sees besides the names of the scopes.
    pub template: Option<Names>,
    /// The body of an enumeration: its members have plain names here.
    pub enumeration: Option<ShapeId>,
}

/// Names that are properties of something.
#[derive(Debug, Default)]
pub struct Names {
    pub owners: Vec<Owner>,
    /// Variables of the file that are a `Ref` are what it holds.
    pub refs: bool,
}

#[derive(Clone, Copy, Debug)]
pub enum Owner {
    Type(TypeId),
    /// An object of this class or component.
    Instance(ExprId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindingKind {
    Parameter,
    Local,
    Global,
    Function,
    Type,
    Import,
}

#[derive(Debug)]
pub struct Binding {
    pub ident: Ident,
    pub kind: BindingKind,
    /// Without the file.
    pub path: SmolStr,
    pub what: What,
    pub scope: ScopeId,
    /// `const`: never assigned again.
    pub constant: bool,
}

#[derive(Clone, Debug)]
pub enum What {
    Value(PatId),
    Func(FuncId),
    /// Class: value and type.
    Class(ShapeId),
    Interface(ShapeId),
    Enum(ShapeId),
    Alias {
        ty: TypeId,
        params: Vec<BindingId>,
    },
    TypeParam {
        constraint: Option<TypeId>,
        default: Option<TypeId>,
    },
    Import {
        source: SmolStr,
        name: SmolStr,
        local_only: bool,
    },
    ImportAll {
        source: SmolStr,
    },
    /// `import x = a.b`: another name of it.
    Same(Vec<Ident>),
    Namespace(ScopeId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootKind {
    Variable,
    Of,
    In,
    Parameter(FuncId, u32),
    Catch,
}

/// Where the value of a pattern comes from.
#[derive(Debug)]
pub struct Root {
    pub ty: Option<TypeId>,
    pub init: Option<ExprId>,
    pub kind: RootKind,
    /// The single name of the root, when the pattern is just a name.
    pub binding: Option<BindingId>,
    /// `...rest`: the value is an array of what the type annotation says.
    pub rest: bool,
    /// `name?: T`.
    pub optional: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Property(SmolStr),
    Element(u32),
    /// The properties that are not taken: the names of those that are.
    Rest(Vec<SmolStr>),
    /// The elements from here on.
    RestElements(u32),
    /// Under a computed key.
    Computed,
}

/// A part of a root.
#[derive(Debug)]
pub struct Pat {
    pub root: RootId,
    pub steps: Vec<Step>,
    pub default: Option<ExprId>,
}

#[derive(Clone, Copy, Debug)]
pub enum Target {
    Binding(BindingId),
    Expr(ExprId),
    Member(ShapeId, u32),
    /// The result of a function.
    Result(FuncId),
    /// Compared, not stored.
    Compared(ExprId),
    /// Attribute of an element.
    Attribute(ExprId, u32),
    /// Argument of a call.
    Argument(ExprId, u32),
}

/// A value goes somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    pub from: ExprId,
    pub to: Target,
    pub span: Span,
}

impl Module {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id]
    }

    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id]
    }

    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id]
    }

    pub fn ty(&self, id: TypeId) -> &TypeNode {
        &self.types[id]
    }

    pub fn binding(&self, id: BindingId) -> &Binding {
        &self.bindings[id]
    }

    /// The template that a scope is in.
    pub fn template(&self, scope: ScopeId) -> Option<&Names> {
        let mut scopes = std::iter::successors(Some(scope), |it| self.scopes[*it].parent);
        scopes.find_map(|it| self.scopes[it].template.as_ref())
    }

    /// The binding of a name seen from `scope`, outward. `types`: a type is wanted, else a value.
    pub fn look_up(&self, scope: ScopeId, name: &str, types: bool) -> Option<BindingId> {
        let mut scopes = std::iter::successors(Some(scope), |it| self.scopes[*it].parent);
        scopes.find_map(|it| self.declared(it, name, types))
    }

    /// The same in this one scope.
    pub fn declared(&self, scope: ScopeId, name: &str, types: bool) -> Option<BindingId> {
        let fits = |id: &&BindingId| match &self.binding(**id).what {
            What::Interface(_) | What::Alias { .. } | What::TypeParam { .. } => types,
            What::Value(_) | What::Func(_) => !types,
            _ => true,
        };
        self.scopes[scope].names.get(name)?.iter().find(fits).copied()
    }
}
