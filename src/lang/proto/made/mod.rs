//! What generators make from the declarations that a plan changes: the names that stand in generated code now, and those that will stand
//! there once the generator has run. Which generated file is made from which `.proto`, `sources` says.

mod elsewhere;
mod es;
mod go;
mod maker;
mod names;
mod sources;

pub use maker::making;
