//! Names that stand where a type is named.

use super::names::{DeclId, Protos, Reference, Target};

/// All of them; notes the types of fields and calls.
pub(super) fn references(protos: &mut Protos, texts: &[&str]) -> Vec<Reference> {
    let mut references = Vec::new();
    let mut types = Vec::new();
    for (file, text) in texts.iter().enumerate() {
        for name in &protos.file(file).types {
            let targets = protos.look_up_type(file, text, name);
            if let Some(decl) = name.of {
                types.push((DeclId { file, decl }, targets.last().copied().unwrap_or(Target::Outside)));
            }
            let parts = name.parts.iter().zip(targets);
            references.extend(parts.map(|(span, target)| Reference { file, span: *span, target, is_type: true }));
        }
    }
    for (of, target) in types {
        protos.types.entry(of).or_default().push(target);
    }
    references
}
