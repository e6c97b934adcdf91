//! Binds names to declared things, over packages, modules and repositories.
pub mod go;
pub mod link;
