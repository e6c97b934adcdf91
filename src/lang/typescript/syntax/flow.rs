//! The flow of control through a module: for every point what may have happened right before. Read backwards by whoever asks what a
//! name can still hold there, as TypeScript's compiler does (`flowNode` of its binder).

use super::table::{ExprId, FlowId, RootId};

/// A point of the flow of control.
#[derive(Debug)]
pub enum FlowNode {
    /// The start of a function; for a function that is an expression, the point where it stands.
    Start(Option<FlowId>),
    /// Nothing gets here.
    Never,
    /// Several ways lead here.
    Join(Vec<FlowId>),
    /// The same for the head of a loop, which is reached from its own end.
    Loop(Vec<FlowId>),
    Step(FlowId, Before),
}

/// What happened on the way to a point.
#[derive(Clone, Copy, Debug)]
pub enum Before {
    /// The expression was true, or was not.
    Condition(ExprId, bool),
    /// The expression on the left was given a value.
    Assigned { left: ExprId, right: Option<ExprId> },
    /// The variables of a declaration got their first value.
    Declared(RootId),
    /// The value of the `switch` is that of the clause at this index, or of none of the others: for `default`, and for the index
    /// behind the last clause.
    Case { switch: u32, clause: u32 },
    /// A call returned.
    Called(ExprId),
}

/// A `switch` statement.
#[derive(Debug)]
pub struct Switch {
    pub value: ExprId,
    /// What its clauses compare with; `None`: `default`.
    pub clauses: Vec<Option<ExprId>>,
}

/// The operators that may not read their right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logical {
    Or,
    And,
    /// `??`.
    Missing,
}
