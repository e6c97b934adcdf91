//! Whether the program takes the values of a field from JSON or gives them, and what else reads its tag.

use crate::lang::go::GO;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::universe::Universe;
use crate::model::{Source, Span};

use super::super::tables::At;
use super::families::FAMILIES;
use super::record::Reached;
use super::rounds::reached;
use super::search::{About, STRICT, is_strict};

/// The answers of searches, each made when it is asked for.
#[derive(Default)]
pub(in crate::lang::go::rewrite) struct Directions {
    decoding: Option<Reached>,
    encoding: Option<Reached>,
    in_tests: Option<(Reached, Reached)>,
    strict: Option<Reached>,
    alone: Option<Option<At>>,
}

impl Directions {
    /// Where JSON is decoded into values of a field, outside of tests.
    pub(in crate::lang::go::rewrite) fn decoded(
        &mut self,
        u: &mut Universe,
        sources: &[Source],
        field: ObjId,
    ) -> Option<At> {
        of(self.decoding.get_or_insert_with(|| reached(u, sources, About::Decoding)), field)
    }

    /// Where values of a field are encoded as JSON, outside of tests.
    pub(in crate::lang::go::rewrite) fn encoded(
        &mut self,
        u: &mut Universe,
        sources: &[Source],
        field: ObjId,
    ) -> Option<At> {
        of(self.encoding.get_or_insert_with(|| reached(u, sources, About::Encoding)), field)
    }

    /// Whether values of a field are encoded as JSON anywhere, and decoded anywhere: in tests, too.
    pub(in crate::lang::go::rewrite) fn anywhere(
        &mut self,
        u: &mut Universe,
        sources: &[Source],
        field: ObjId,
    ) -> (bool, bool) {
        let (encoding, decoding) = self.in_tests.get_or_insert_with(|| {
            (reached(u, sources, About::EncodingAnywhere), reached(u, sources, About::DecodingAnywhere))
        });
        (of(encoding, field).is_some(), of(decoding, field).is_some())
    }

    /// Where values of a field are decoded by a decoder that is set up to refuse other keys, or to keep numbers.
    pub(in crate::lang::go::rewrite) fn strictly(
        &mut self,
        u: &mut Universe,
        sources: &[Source],
        field: ObjId,
    ) -> Option<At> {
        let alone = *self.alone.get_or_insert_with(|| alone(u, sources));
        alone.or_else(|| of(self.strict.get_or_insert_with(|| reached(u, sources, About::Strict)), field))
    }
}

fn of(reached: &Reached, field: ObjId) -> Option<At> {
    let json = |family: usize| FAMILIES[family].tag == Some("json");
    reached.fields.get(&field)?.iter().find(|it| json(it.family)).map(|it| it.at)
}

/// Where decoders are set up apart from where they decode: then nothing says what goes through them.
fn alone(u: &mut Universe, sources: &[Source]) -> Option<At> {
    for source in sources.iter().filter(|it| it.language == GO && !it.path.ends_with("_test.go")) {
        if !is_strict(&source.text) {
            continue;
        }
        let Some(file) = u.file_ix(source.id) else { continue };
        for entry in &u.outline(file).entries {
            let text = source.text.get(entry.span.range()).unwrap_or_default();
            if !is_strict(text) || ["Decode", "Unmarshal"].iter().any(|it| text.contains(&format!("{it}("))) {
                continue;
            }
            let words = STRICT.iter().filter_map(|it| text.find(it)).min()?;
            let at = entry.span.start as usize + words;
            return Some((source.id, Span::new(at, at + 1)));
        }
    }
    None
}

/// What reads a tag `json` in place of its own, and is reached by the field: its name, and where.
pub(in crate::lang::go::rewrite) fn also_reading(
    known: &Reached,
    field: ObjId,
    tags: &[&str],
) -> Option<(&'static str, At)> {
    known.fields.get(&field)?.iter().find_map(|it| {
        let family = &FAMILIES[it.family];
        let own = family.tag.is_some_and(|tag| tags.contains(&tag));
        (family.also.contains(&"json") && !own).then_some((family.name, it.at))
    })
}
