//! What is known about each language without reading a file: names of things, words in identifiers, syntax trees.

pub mod go;
pub mod words;
