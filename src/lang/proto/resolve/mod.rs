//! Names to declarations, over all files, as protoc finds them: imports decide what a file sees, and a name is looked up from the innermost
//! scope outward.

mod imports;
mod names;
mod options;
mod types;

use crate::model::Source;

use super::PROTO;
use super::syntax::read;

pub use names::{DeclId, Loose, Protos, Reference, Target};

/// Reads all files of `sources`, each with the text that `text` gives.
pub fn read_all<'a>(sources: &'a [Source], text: impl Fn(&'a Source) -> &'a str) -> Protos {
    let mut protos = Protos::default();
    let mut texts = Vec::new();
    let mut paths = Vec::new();
    for source in sources.iter().filter(|it| it.language == PROTO) {
        let Some(file) = read(text(source)) else { continue };
        protos.by_file.insert(source.id, protos.files.len());
        protos.files.push((source.id, file));
        texts.push(text(source));
        paths.push((source.repo, &*source.path));
    }
    let found = imports::resolve(&protos.files, &paths);
    (protos.sees, protos.needs, protos.missing) = (found.sees, found.needs, found.missing);
    protos.declare();
    protos.references = types::references(&mut protos, &texts);
    options::read(&mut protos, &texts);
    protos.references.sort();
    protos.references.dedup();
    protos
}
