//! What a file says: `lower` turns its syntax tree into the tables of `module`, which know bytes and names only.

pub(super) mod flow;
pub(super) mod index;
pub(super) mod lower;
mod lower_bindings;
mod lower_expr;
mod lower_flow;
mod lower_modules;
mod lower_operators;
mod lower_shapes;
mod lower_types;
pub(super) mod module;
mod table;
mod written;
