//! What a file says: `lower` turns its syntax tree into the tables of `module`, which know bytes and names only.

pub(super) mod component;
pub(super) mod described;
pub(super) mod flow;
pub(super) mod index;
pub(super) mod keyed;
pub(super) mod lower;
mod lower_bindings;
mod lower_expr;
mod lower_flow;
mod lower_modules;
mod lower_operators;
mod lower_shapes;
mod lower_types;
pub(super) mod module;
mod shape;
pub(super) mod spelling;
mod table;
pub(super) mod trees;
mod written;

use module::Module;
use trees::Trees;

/// Reads the file at `path`; `None` where it is too big.
pub(super) fn read(path: &str, text: &str) -> Option<(Module, Trees)> {
    if let Some(kind) = component::kind(path) {
        return component::read(kind, path, text);
    }
    let whole = trees::parsed(path, text)?;
    let module = lower::lower(path, text, whole.root_node());
    Some((module, Trees { whole, pieces: Vec::new(), broken: false }))
}
