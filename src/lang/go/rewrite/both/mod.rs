//! A field with two keys in JSON. Its tag has one, so the type gets a method that takes the old key as well (`UnmarshalJSON`) or gives
//! it as well (`MarshalJSON`), which a later change takes away again. `tagged` finds the field, `obstacles` says what is in the way,
//! `method` writes and reads the methods, `imports` sees to the import. All fields of a type share its methods: `work` writes them
//! when all changes of a batch are known.

mod imports;
mod method;
mod obstacles;
mod tagged;
mod work;

use crate::lang::go::ast::Decl;
use crate::lang::go::both_keys::TAKES;
use crate::lang::go::resolve::object::{Lookup, ObjId};
use crate::lang::rewriter::{No, Written};
use crate::model::plan::{Input, place};
use crate::model::{Change, Edit, FileId, Occurrence, Role, Span};

use super::GoPlanner;
use imports::{added, imported};
use method::{Known, Method, Pair, Side};
use obstacles::Asked;
use tagged::{Tagged, tagged};

/// A method that was written before, from its doc comment to its last brace.
type Before = (Known, Span);

impl GoPlanner<'_> {
    /// What a change of the key in a tag writes at the tag itself; `None` where the change is not about two keys.
    ///
    /// # Errors
    /// Why a person has to do it.
    pub(crate) fn two_keys(&mut self, input: &Input, at: usize, change: Change) -> Option<Result<Written, No>> {
        let occurrence = &input.facts.occurrences[at];
        if occurrence.role != Role::StructTag {
            return None;
        }
        let before = self.before(input, occurrence.file, occurrence.span);
        match (change, before) {
            (Change::Drop, Some((known, _))) => {
                let old = known.old.iter().find(|it| it.contains(occurrence.span));
                let gone = old.map(|it| vec![Edit::delete(*it)]).ok_or("the key that the method has now stands here");
                let no = |reason: &str| No::Manual(reason.to_owned());
                Some(gone.map_err(no).map(|edits| Written { change, edits, note: None }))
            }
            // Both keys are there already.
            (Change::Dual | Change::AcceptBoth, Some(_)) => Some(Ok(Written { change, edits: Vec::new(), note: None })),
            (Change::Dual | Change::AcceptBoth, None) => {
                let new = input.finding(at).replacement.as_deref();
                let taken = new.and_then(|new| self.duplicate(input, at, new)).map(No::Refused);
                Some(taken.map_or_else(|| self.doubled(input, at, change).map_err(No::Manual), Err))
            }
            (Change::Drop, None) => Some(Err(No::Manual(NOT_OURS.to_owned()))),
            _ => None,
        }
    }

    fn doubled(&mut self, input: &Input, at: usize, change: Change) -> Result<Written, String> {
        let occurrence = &input.facts.occurrences[at];
        let (tagged, field, base) = self.tagged_field(input, occurrence)?;
        let pair = pair(input, at, &tagged)?;
        let sides = self.sides(input, change, field);
        let keys = [pair.new.as_str(), pair.old.as_str()];
        self.has_way(&Asked { input, file: occurrence.file, tagged: &tagged, base, field, sides: &sides, keys })?;
        let json = self.json(input, occurrence.file)?;
        for side in &sides {
            let (base, pairs) = (tagged.base.name.to_string(), vec![pair.clone()]);
            let receiver = self.receiver(input, occurrence.file, &base);
            let method = Method { side: *side, receiver, base, json: json.clone(), pairs };
            if let Some(name) = method.hides() {
                return Err(format!("`{name}` is a name in the type of the field, and a variable in the method"));
            }
        }
        let given = self.directions.encoded(&mut self.universe, input.sources, field);
        let note = given.filter(|_| !sides.contains(&Side::Gives)).map(|(file, span)| {
            let at = place(input, file, span.start);
            format!(
                "whoever reads `{}` of what is given here gets the new key only ({at}): `dual` gives both",
                pair.old
            )
        });
        let new = input.finding(at).replacement.as_deref().unwrap_or_default();
        Ok(Written { change, edits: vec![Edit::replace(occurrence.span, new)], note })
    }

    /// What a person has to know of a key that gets another name, with nothing that takes the old one.
    pub(crate) fn ignored(&mut self, input: &Input, at: usize) -> Option<String> {
        let occurrence = &input.facts.occurrences[at];
        if occurrence.role != Role::StructTag || self.before(input, occurrence.file, occurrence.span).is_some() {
            return None;
        }
        let (tagged, field, base) = self.tagged_field(input, occurrence).ok()?;
        let ty = self.universe.object_type(base);
        // What the method of a type takes is said in the method.
        if self.universe.select(ty, TAKES, None) != Lookup::Missing {
            return None;
        }
        let (file, span) = self.directions.decoded(&mut self.universe, input.sources, field)?;
        let (at, text) = (place(input, file, span.start), &input.source(occurrence.file).text);
        let old = &text[tagged.key.range()];
        Some(format!(
            "who still sends `{old}` is not heard from then on: JSON is decoded into `{}` ({at}). `accept-both` takes both keys",
            tagged.base.name
        ))
    }

    /// The field that an occurrence in a tag is of, as an object, and its type.
    fn tagged_field(&mut self, input: &Input, it: &Occurrence) -> Result<(Tagged, ObjId, ObjId), String> {
        let unread = "its declaration could not be read";
        let entry = self.entry(it.file, it.span).ok_or(unread)?;
        let tagged = tagged(&input.source(it.file).text, &entry.decls, it.span)?;
        let field = entry.object(tagged.field.span).ok_or(unread)?;
        let base = entry.object(tagged.base.span).ok_or(unread)?;
        Ok((tagged, field, base))
    }

    /// What the type of a field has to do: what was asked for, and for `dual` whatever the program does with its values.
    fn sides(&mut self, input: &Input, change: Change, field: ObjId) -> Vec<Side> {
        if change == Change::AcceptBoth {
            return vec![Side::Takes];
        }
        let decoded = self.directions.decoded(&mut self.universe, input.sources, field).is_some();
        let encoded = self.directions.encoded(&mut self.universe, input.sources, field).is_some();
        // What only tests use is a type of theirs: they read what the program writes, or write what it reads.
        let sides = match encoded || decoded {
            true => (encoded, decoded),
            false => self.directions.anywhere(&mut self.universe, input.sources, field),
        };
        match sides {
            (_, false) => vec![Side::Gives],
            (false, true) => vec![Side::Takes],
            (true, true) => vec![Side::Gives, Side::Takes],
        }
    }

    /// The method around a place, where it was written before.
    fn before(&mut self, input: &Input, file: FileId, at: Span) -> Option<Before> {
        let entry = self.entry(file, at)?;
        let text = &input.source(file).text;
        let decl = entry.decls.iter().find_map(|decl| match decl {
            Decl::Func(it) => Some(it),
            _ => None,
        })?;
        let whole = Span { start: imports::above(text, decl.span.start), end: decl.span.end };
        Method::read(text, decl, whole).map(|known| (known, whole))
    }

    /// The method was written before, for the type of this name.
    fn is_written(&mut self, input: &Input, method: ObjId, base: &str) -> bool {
        let Some((file, span)) = self.universe.declaration(method) else { return false };
        self.before(input, file, span).is_some_and(|(known, _)| known.method.base == base)
    }

    /// What a file calls `encoding/json`, or would.
    fn json(&mut self, input: &Input, file: FileId) -> Result<String, String> {
        let ix = self.universe.file_ix(file).ok_or("its file could not be read")?;
        let outline = self.universe.outline(ix);
        if let Some((_, name)) = imported(&outline) {
            return Ok(name.to_owned());
        }
        let package = self.universe.package_of(ix);
        let taken = self.universe.import_named(ix, "json").or_else(|| self.universe.package_object(package, "json"));
        if taken.is_some() {
            return Err(
                "`json` is the name of something else in its file, and encoding/json is not imported".to_owned()
            );
        }
        added(&input.source(file).text, &outline).map(|_| "json".to_owned())
    }

    /// What the methods of a type call their receiver.
    fn receiver(&mut self, input: &Input, file: FileId, base: &str) -> String {
        let own = base.chars().next().map_or_else(String::new, |first| first.to_lowercase().collect());
        let Some(ix) = self.universe.file_ix(file) else { return own };
        let package = self.universe.package_of(ix);
        for file in self.universe.package_files(package) {
            let (outline, text) = (self.universe.outline(file), self.universe.text(file));
            let known = self.universe.file_id(file).is_some_and(|it| !input.source(it).generated);
            for entry in outline.entries.iter().filter(|it| known && it.receiver.as_deref() == Some(base)) {
                let words: Vec<&str> = entry
                    .receiver_span
                    .and_then(|it| text.get(it.range()))
                    .map(|it| method::words(it).collect())
                    .unwrap_or_default();
                if let [name, _, ..] = words.as_slice()
                    && *name != "_"
                {
                    return (*name).to_owned();
                }
            }
        }
        own
    }
}

/// The two keys of the field that finding `at` is in the tag of, as things stand.
fn pair(input: &Input, at: usize, tagged: &Tagged) -> Result<Pair, String> {
    let occurrence = &input.facts.occurrences[at];
    let text = &input.source(occurrence.file).text;
    let (key, hit) = (tagged.key, occurrence.span);
    let new = input.finding(at).replacement.as_deref().ok_or("nothing says what its new key is")?;
    let part = |start: u32, end: u32| &text[start as usize..end as usize];
    Ok(Pair {
        field: tagged.field.name.to_string(),
        ty: text[tagged.ty.range()].to_owned(),
        new: format!("{}{new}{}", part(key.start, hit.start), part(hit.end, key.end)),
        old: text[key.range()].to_owned(),
        options: tagged.options.clone(),
    })
}

const NOT_OURS: &str =
    "its key is the only one of the field: `drop` takes away what `dual` and `accept-both` have written";
