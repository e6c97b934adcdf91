//! From findings to the edits of a batch: renames, duals, drops, collisions, columns. Writes nothing.

pub mod gofmt;
