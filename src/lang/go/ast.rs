//! The Go syntax tree as owned values, in the shape of the standard library's `go/ast`.
//!
//! Made by `syntax` from tree-sitter nodes, read by `resolve`. Everything may be incomplete: source that does not
//! compile still gives a tree, with [`ExprKind::Bad`] and [`StmtKind::Bad`] where syntax is missing. Nesting is bounded by
//! the lowering (deeper code becomes `Bad`), so readers may recurse.

use smol_str::SmolStr;

use crate::model::Span;

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: SmolStr,
    /// Its bytes in the file.
    pub span: Span,
}

/// `import alias "path"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The alias, also `_` and `.`.
    pub alias: Option<Ident>,
    /// The path without quotes.
    pub path: SmolStr,
    /// The quoted path.
    pub span: Span,
}

/// A top-level declaration, parsed.
#[derive(Clone, Debug, PartialEq)]
pub enum Decl {
    /// `func F()`, `func (r R) M()`.
    Func(FuncDecl),
    /// Each spec of a `type` declaration.
    Type(TypeSpec),
    /// Each spec of a `var` declaration.
    Var(ValueSpec),
    /// Each spec of a `const` declaration.
    Const(ValueSpec),
}

/// A function or method.
#[derive(Clone, Debug, PartialEq)]
pub struct FuncDecl {
    /// The receiver: one field with at most one name.
    pub receiver: Option<Field>,
    /// The name.
    pub name: Ident,
    /// Type parameters, of functions (and of generic methods, Go 1.27).
    pub type_params: Vec<Field>,
    /// Parameters and results.
    pub signature: Signature,
    /// The body; `None` for a declaration without one (assembly) and for a signature that was read without its body.
    pub body: Option<Block>,
    /// The whole declaration without its doc comment.
    pub span: Span,
}

/// Parameters and results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signature {
    /// Parameters. The type of a variadic parameter is [`ExprKind::Ellipsis`].
    pub params: Vec<Field>,
    /// Results.
    pub results: Vec<Field>,
}

/// Names with a type: parameters, results, struct fields, type parameters, receivers.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The names; none for an unnamed parameter or an embedded field.
    pub names: Vec<Ident>,
    /// The type (for type parameters: the constraint).
    pub ty: Expr,
    /// The struct tag with its quotes or backquotes.
    pub tag: Option<Span>,
    /// An embedded struct field.
    pub embedded: bool,
    /// The whole field.
    pub span: Span,
}

/// `Name[P] Type` or `Name = Type` of a `type` declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeSpec {
    /// The name.
    pub name: Ident,
    /// Type parameters.
    pub type_params: Vec<Field>,
    /// `type A = B`.
    pub alias: bool,
    /// The type.
    pub ty: Expr,
    /// The whole spec.
    pub span: Span,
}

/// One line of a `var` or `const` declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueSpec {
    /// The names.
    pub names: Vec<Ident>,
    /// The type. In a `const` group with neither type nor values, those of the previous spec hold (`iota` groups).
    pub ty: Option<Expr>,
    /// The values.
    pub values: Vec<Expr>,
    /// Line of a `const` group that repeats its predecessor implicitly.
    pub implicit: bool,
    /// The whole spec.
    pub span: Span,
}

/// An expression or a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its bytes.
    pub span: Span,
}

impl Expr {
    /// A string literal, quoted either way.
    pub fn is_string(&self) -> bool {
        matches!(self.kind, ExprKind::Literal(LiteralKind::String))
    }
}

/// What an expression or type is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// Not understood.
    Bad,
    /// `x`
    Ident(SmolStr),
    /// A literal.
    Literal(LiteralKind),
    /// `T{…}`; the type is `None` where it is elided.
    Composite {
        /// The type, when written.
        ty: Option<Box<Expr>>,
        /// The elements.
        elements: Vec<Element>,
    },
    /// `func(…) {…}`
    FuncLit {
        /// Parameters and results.
        signature: Signature,
        /// The body.
        body: Block,
    },
    /// `(x)`
    Paren(Box<Expr>),
    /// `x.sel`, also a qualified name `pkg.Name`.
    Selector {
        /// The operand.
        operand: Box<Expr>,
        /// The name after the dot.
        name: Ident,
    },
    /// `x[i]`, `F[T1, T2]`, `List[T]`.
    Index {
        /// The operand.
        operand: Box<Expr>,
        /// Index, or type arguments.
        indices: Vec<Expr>,
    },
    /// `x[a:b:c]`
    Slice {
        /// The operand.
        operand: Box<Expr>,
        /// The bounds that are written.
        bounds: Vec<Expr>,
    },
    /// `x.(T)`; `None` for `x.(type)`.
    TypeAssert {
        /// The operand.
        operand: Box<Expr>,
        /// The type.
        ty: Option<Box<Expr>>,
    },
    /// `f(a, b...)`, also a conversion.
    Call {
        /// What is called.
        function: Box<Expr>,
        /// Arguments (a type for `make` and `new`).
        arguments: Vec<Expr>,
        /// The last argument is followed by `...`.
        spread: bool,
    },
    /// `*x`: dereference, or pointer type.
    Star(Box<Expr>),
    /// `op x`
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `x op y`
    Binary {
        /// The operator as written.
        op: SmolStr,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `[n]T`, `[...]T` (`len` is `None`).
    ArrayType {
        /// The length.
        len: Option<Box<Expr>>,
        /// The element.
        elem: Box<Expr>,
    },
    /// `[]T`
    SliceType(Box<Expr>),
    /// `map[K]V`
    MapType {
        /// The key.
        key: Box<Expr>,
        /// The value.
        value: Box<Expr>,
    },
    /// `chan T`, `<-chan T`, `chan<- T`
    ChanType(Box<Expr>),
    /// `func(…) …` as a type.
    FuncType(Signature),
    /// `struct {…}`
    StructType(Vec<Field>),
    /// `interface {…}`
    InterfaceType(Vec<InterfaceElem>),
    /// `...T` in a parameter list.
    Ellipsis(Box<Expr>),
}

/// A basic literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralKind {
    /// `1`
    Int,
    /// `1.5`
    Float,
    /// `1i`
    Imaginary,
    /// `'a'`
    Rune,
    /// `"a"` and backquoted strings.
    String,
}

/// An operator before its operand, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `&x`
    Address,
    /// `<-x`
    Receive,
    /// `!x`
    Not,
    /// `-x`, `+x`, `^x`
    Arithmetic,
    /// `~T` in a constraint.
    Tilde,
}

/// Element of a composite literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// The key, when written. A struct field's name is an `Ident` expression.
    pub key: Option<Expr>,
    /// The value. An elided literal is a `Composite` without type.
    pub value: Expr,
}

/// Element of an interface.
#[derive(Clone, Debug, PartialEq)]
pub enum InterfaceElem {
    /// `Name(params) results`
    Method {
        /// The name.
        name: Ident,
        /// Parameters and results.
        signature: Signature,
    },
    /// An embedded interface or a type union (`~int | string` is a `Binary` with `|`).
    Embedded(Expr),
}

/// `{ … }`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The statements.
    pub statements: Vec<Stmt>,
    /// From brace to brace.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Its bytes.
    pub span: Span,
}

/// What a statement is.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// Not understood; the expressions that could be read in it.
    Bad(Vec<Expr>),
    /// Nothing.
    Empty,
    /// `x`
    Expr(Expr),
    /// `a, b = c, d`, `a += b`
    Assign {
        /// Left sides.
        left: Vec<Expr>,
        /// `=`, `+=` …
        op: SmolStr,
        /// Right sides.
        right: Vec<Expr>,
    },
    /// `a, b := c, d`
    Define {
        /// Left sides: `Ident`s in valid code.
        left: Vec<Expr>,
        /// Right sides.
        right: Vec<Expr>,
    },
    /// `var`, `const`, `type` in a function.
    Decl(Vec<Decl>),
    /// `x++`, `x--`
    IncDec(Expr),
    /// `ch <- x`
    Send {
        /// The channel.
        channel: Expr,
        /// The value.
        value: Expr,
    },
    /// `go f()`
    Go(Expr),
    /// `defer f()`
    Defer(Expr),
    /// `return a, b`
    Return(Vec<Expr>),
    /// `break L`, `continue L`, `goto L`, `fallthrough`
    Branch {
        /// The label.
        label: Option<Ident>,
    },
    /// `{ … }`
    Block(Block),
    /// `if init; cond { … } else …`
    If {
        /// The statement before the condition.
        init: Option<Box<Stmt>>,
        /// The condition.
        cond: Expr,
        /// The block.
        then: Block,
        /// `Block` or `If`.
        otherwise: Option<Box<Stmt>>,
    },
    /// `switch init; tag { … }`
    Switch {
        /// The statement before the tag.
        init: Option<Box<Stmt>>,
        /// The tag.
        tag: Option<Expr>,
        /// The cases.
        cases: Vec<Case>,
    },
    /// `switch init; x := y.(type) { … }`
    TypeSwitch {
        /// The statement before.
        init: Option<Box<Stmt>>,
        /// The variable, declared anew in each case.
        binding: Option<Ident>,
        /// The operand `y`.
        operand: Expr,
        /// The cases; their expressions are types.
        cases: Vec<Case>,
    },
    /// `select { … }`
    Select(Vec<CommCase>),
    /// `for init; cond; post { … }`
    For {
        /// Before.
        init: Option<Box<Stmt>>,
        /// While.
        cond: Option<Expr>,
        /// After each round.
        post: Option<Box<Stmt>>,
        /// The body.
        body: Block,
    },
    /// `for k, v := range x { … }`
    Range {
        /// First variable.
        key: Option<Expr>,
        /// Second variable.
        value: Option<Expr>,
        /// `:=` rather than `=`.
        define: bool,
        /// What is ranged over.
        operand: Expr,
        /// The body.
        body: Block,
    },
    /// `L: stmt`
    Labeled {
        /// The label.
        label: Ident,
        /// The statement.
        statement: Box<Stmt>,
    },
}

/// `case a, b: …` or `default: …` (no expressions).
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Expressions or types.
    pub expressions: Vec<Expr>,
    /// The statements.
    pub body: Vec<Stmt>,
    /// The whole case.
    pub span: Span,
}

/// `case v := <-ch: …`, `case ch <- v: …`, `default: …`.
#[derive(Clone, Debug, PartialEq)]
pub struct CommCase {
    /// The communication: `Expr`, `Assign`, `Define` or `Send`.
    pub comm: Option<Box<Stmt>>,
    /// The statements.
    pub body: Vec<Stmt>,
    /// The whole case.
    pub span: Span,
}
