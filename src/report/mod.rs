//! Renders an inventory: pure functions from findings to text, no counting policy, no I/O but the given writer.
