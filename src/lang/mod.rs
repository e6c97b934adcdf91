//! What is known about each language without reading a file: names of things, words in identifiers, syntax trees.

pub mod go;
pub mod registry;
pub mod words;

pub use registry::{is_binary_name, is_generated, language_of};
