//! Go: packages, types, and which declaration each name belongs to. Needs no compiler and no code that compiles.
pub mod answer;
pub mod bind;
pub mod bindings;
pub mod call;
pub mod check;
mod checker;
mod declares;
pub mod expr;
pub mod handed_back;
mod ids;
mod instances;
pub mod load;
pub mod object;
pub mod offsets;
mod outside;
pub mod place;
pub mod reach;
pub mod refs;
mod scopes;
pub mod stmt;
pub mod types;
pub mod typexpr;
pub mod universe;
mod unnamed;
pub mod well_known;
pub mod words;

#[cfg(test)]
mod refs_tests;
#[cfg(test)]
mod tests;
