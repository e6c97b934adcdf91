//! What a new name has to bring along, or is refused for, because a package reads the old one at run time.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::Type;
use crate::model::plan::{Input, Manual, Refusal, Wire as Policy, place};
use crate::model::{Edit, FileId, Role, Span, SymbolId, SymbolInfo};

use super::super::GoPlanner;
use super::super::tables::At;
use super::columns::{Conventions, Kind, Names};
use super::families::{Embeds, FAMILIES, Family, Key};
use super::record::{Reached, Reaching};
use super::rounds::reached;
use super::search::About;
use super::tags::{GORM, Said, Written, field_at, is_nameless, naming, pairs, said};
use super::validators::follow;

/// What keeps the wire of a renamed thing as it is.
#[derive(Default)]
pub(in crate::lang::go::rewrite) struct Wire {
    /// Why it can't be kept.
    pub(in crate::lang::go::rewrite) refused: Vec<Refusal>,
    /// What is written for it.
    pub(in crate::lang::go::rewrite) edits: Vec<(FileId, Edit)>,
    /// What is said of it.
    pub(in crate::lang::go::rewrite) notes: Vec<Manual>,
}

/// A symbol that gets a name.
struct Asked<'a> {
    input: &'a Input<'a>,
    info: &'a SymbolInfo,
    new: &'a str,
    /// Where it is declared.
    at: At,
}

impl Asked<'_> {
    fn refusal(&self, reason: String, way_out: impl Into<String>) -> Refusal {
        let place = place(self.input, self.at.0, self.at.1.start);
        Refusal { what: self.info.path.to_string(), place, reason, way_out: way_out.into() }
    }

    fn note(&self, reason: String) -> Manual {
        let place = place(self.input, self.at.0, self.at.1.start);
        Manual { what: self.info.path.to_string(), place, reason }
    }

    fn place(&self, (file, span): At) -> String {
        place(self.input, file, span.start)
    }
}

fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

const OWN_TYPE: &str = "keep the name, or give the package a type of its own to read";

impl GoPlanner<'_> {
    /// What the new name of `symbol` needs besides its uses.
    pub(in crate::lang::go::rewrite) fn wire(
        &mut self,
        input: &Input,
        symbol: SymbolId,
        new: &str,
        uses: &BTreeMap<SymbolId, Vec<usize>>,
    ) -> Wire {
        let info = input.facts.symbols.get(symbol);
        let mut wire = Wire::default();
        let shown = is_exported(&info.name) || is_exported(new);
        let Some(at) = info.decl.filter(|_| shown && !info.external && !info.generated && info.name != new) else {
            return wire;
        };
        if !matches!(info.role, Role::Field | Role::Type | Role::Method) {
            return wire;
        }
        let Some(object) = self.object(Some(at)) else { return wire };
        let known = match self.reached.take() {
            Some(known) => known,
            None => reached(&mut self.universe, input.sources, About::All),
        };
        let asked = Asked { input, info, new, at };
        match info.role {
            Role::Field => {
                let it = self.universe.object(object);
                // An embedded field is looked at with its type.
                let own = it.kind == (ObjKind::Field { embedded: false });
                let places = if own { it.decls.clone() } else { SmallVec::new() };
                for (file, span) in places {
                    let Some(file) = self.universe.file_id(file) else { continue };
                    self.kept_field(&Asked { at: (file, span), ..asked }, object, &known, &mut wire);
                }
                self.said(&asked, known.fields.get(&object), &known, &mut wire);
                let relations = self.relations(input.sources, object, &info.name, new);
                wire.edits.extend(relations.edits);
                for at in relations.unsure {
                    let reason = format!("a relation of GORM may find it by its name ({})", asked.place(at));
                    wire.refused.push(asked.refusal(reason, "change the tag by hand first, or keep the name"));
                }
            }
            Role::Type => {
                self.type_name(&asked, object, &known, &mut wire);
                for at in uses.get(&symbol).into_iter().flatten() {
                    let it = &input.facts.occurrences[*at];
                    if let Some(field) = self.embedding(it.file, it.span) {
                        self.kept_field(&Asked { at: (it.file, it.span), ..asked }, field, &known, &mut wire);
                    }
                }
            }
            _ => self.method(&asked, object, &known, &mut wire),
        }
        self.reached = Some(known);
        wire
    }

    /// What reaches packages that read names at run time.
    pub(in crate::lang::go::rewrite) fn reached(&mut self, input: &Input) -> &Reached {
        self.reached.get_or_insert_with(|| reached(&mut self.universe, input.sources, About::All))
    }

    /// The field that embeds the type whose name stands at a place.
    fn embedding(&mut self, file: FileId, at: Span) -> Option<ObjId> {
        let object = self.entry(file, at)?.object(at)?;
        (self.universe.object(object).kind == ObjKind::Field { embedded: true }).then_some(object)
    }

    /// A field keeps its key by a tag.
    fn kept_field(&mut self, asked: &Asked, object: ObjId, known: &Reached, wire: &mut Wire) {
        let Some(entry) = self.entry(asked.at.0, asked.at.1) else { return };
        let Some(written) = field_at(&entry.decls, asked.at.1) else { return };
        let text = &asked.input.source(asked.at.0).text;
        let rules = follow(text, &written.beside, &asked.info.name, asked.new);
        wire.edits.extend(rules.edits.into_iter().map(|edit| (asked.at.0, edit)));
        for span in rules.unsure {
            let reason = format!("a validator finds it through another struct ({})", asked.place((asked.at.0, span)));
            wire.refused.push(asked.refusal(reason, "change the tag by hand first, or keep the name"));
        }
        let mut names: Vec<(&str, String)> = Vec::new();
        for (family, at) in evidence(known, object, text, &written, asked.at.0) {
            let it = &FAMILIES[family];
            if it.key == Key::Said || (it.embeds == Embeds::Flat && self.is_flat(object)) {
                continue;
            }
            let key = match it.key {
                Key::Mapped => known.mapped.unwrap_or(Key::Lower),
                Key::Column => {
                    let Some(key) = self.column_key(asked, object, &written, known, at, wire) else { continue };
                    key
                }
                key => key,
            };
            let kept = keep(asked, it, key, &written, at, wire);
            names.extend(kept.filter(|(tag, _)| names.iter().all(|(other, _)| other != tag)));
        }
        let edits = naming(text, &written.field, &names);
        wire.edits.extend(edits.into_iter().map(|edit| (asked.at.0, edit)));
    }

    /// How GORM names the column of a field; `None` where it has none, or where the name means more than a column, which `wire` says then.
    fn column_key(
        &mut self,
        asked: &Asked,
        object: ObjId,
        written: &Written,
        known: &Reached,
        at: At,
        wire: &mut Wire,
    ) -> Option<Key> {
        let text = &asked.input.source(asked.at.0).text;
        let conventions = self.conventions.get_or_insert_with(|| Conventions::of(asked.input.sources));
        let names = Names(&self.universe, known);
        if let Some(meant) = conventions.meant(&asked.info.name, asked.new, text, written, &names) {
            let reason = format!("{meant} ({})", asked.place(at));
            wire.refused.push(asked.refusal(reason, "keep the name"));
            return None;
        }
        match conventions.kind(&mut self.universe, object, text, written) {
            Kind::Column => Some(Key::Column),
            Kind::Part => None,
            Kind::Relation if matches!(said(text, written.field.tag, GORM), Said::Name(_)) => None,
            Kind::Relation => {
                let reason = format!("GORM takes it for a relation, which it finds by its name ({})", asked.place(at));
                wire.refused.push(asked.refusal(reason, "keep the name"));
                None
            }
            Kind::Unknown => Some(Key::Unknown),
        }
    }

    /// The field embeds a struct, or a pointer to one.
    fn is_flat(&mut self, field: ObjId) -> bool {
        if self.universe.object(field).kind != (ObjKind::Field { embedded: true }) {
            return false;
        }
        let ty = self.universe.object_type(field);
        let ty = if let Type::Pointer(to) = *self.universe.ty(ty) { to } else { ty };
        let under = self.universe.underlying(ty);
        matches!(self.universe.ty(under), Type::Struct(..))
    }

    /// A string or a template says the name.
    fn said(&mut self, asked: &Asked, reaching: Option<&Vec<Reaching>>, known: &Reached, wire: &mut Wire) {
        let name = &asked.info.name;
        let of = |at: &Reaching| reaching.is_some_and(|all| all.iter().any(|it| it.family == at.family));
        for it in known.strings.get(name).into_iter().flatten() {
            let (family, at) = (FAMILIES[it.family].name, asked.place(it.at));
            if of(it) {
                let reason = format!("{family} finds it by the string `{name}` ({at})");
                wire.refused.push(asked.refusal(reason, "change the string by hand first, or keep the name"));
            } else if family == "reflection" && !self.is_mentioned(name, it.at) {
                wire.notes.push(asked.note(format!("{family} looks for a member `{name}` ({at})")));
            }
        }
        let shown = reaching.into_iter().flatten().find(|it| FAMILIES[it.family].name == "a template");
        let Some(shown) = shown else { return };
        if let Some(at) = self.in_template(asked.input, name) {
            let (at, executed) = (asked.place(at), asked.place(shown.at));
            let reason = format!("a template shows `.{name}` ({at}), and gets values of the type ({executed})");
            wire.refused.push(asked.refusal(reason, "change the template by hand first, or keep the name"));
        }
    }

    /// The call at a place has the name in it: it is listed as such.
    fn is_mentioned(&self, name: &str, (file, span): At) -> bool {
        let places = self.known_elsewhere.as_ref().and_then(|it| it.mentions.get(name));
        places.into_iter().flatten().any(|(other, at)| *other == file && span.contains(*at))
    }

    /// Where a template says the name of a member.
    fn in_template(&self, input: &Input, name: &str) -> Option<At> {
        let places = self.known_elsewhere.as_ref()?.mentions.get(name)?;
        let dotted = |(file, span): &&At| {
            input.source(*file).text.as_bytes().get(..span.start as usize).is_some_and(|it| it.ends_with(b"."))
        };
        places.iter().find(dotted).copied()
    }

    /// The name of a type is on the wire itself.
    fn type_name(&mut self, asked: &Asked, object: ObjId, known: &Reached, wire: &mut Wire) {
        for it in known.named.get(&object).into_iter().flatten() {
            let family = &FAMILIES[it.family];
            if self.has_name_of_its_own(object, family) {
                continue;
            }
            let (name, at) = (&asked.info.name, asked.place(it.at));
            let reason = format!("`{name}` is the name of its values in {} ({at})", family.name);
            let way_out = match family.tag {
                Some("xml") => {
                    format!("give it a field ``XMLName xml.Name `xml:\"{name}\"` `` first, or keep the name")
                }
                Some(_) => "give it a method or a tag that names its table first, or keep the name".to_owned(),
                None if family.name == "gob" => {
                    format!("register it under its old name by `gob.RegisterName` first, or keep the name `{name}`")
                }
                None => "register it under its old name by `RegisterName` first, or keep the name".to_owned(),
            };
            wire.refused.push(asked.refusal(reason, way_out));
        }
    }

    /// A type says what its values are called: `XMLName`, `TableName`, the tag of a base that it embeds.
    fn has_name_of_its_own(&mut self, ty: ObjId, family: &Family) -> bool {
        let object = self.universe.object(ty);
        let (package, name) = (object.pkg, object.name.clone());
        let method = package.and_then(|it| self.universe.method_object(it, &name, "TableName"));
        if family.tag != Some("xml") && family.tag.is_some() && method.is_some() {
            return true;
        }
        let ty = self.universe.object_type(ty);
        let under = self.universe.underlying(ty);
        let fields = self.universe.fields(under);
        let names: Vec<_> = fields.iter().map(|(field, _)| self.universe.object(*field).name.clone()).collect();
        match family.tag {
            // A basic type is an element of its name, too.
            Some("xml") => names.iter().any(|it| it == "XMLName"),
            Some("bun" | "pg") => names.iter().any(|it| it == "BaseModel" || it == "tableName"),
            // Models are structs; conditions and the like reach the same methods.
            Some(_) => fields.is_empty(),
            None => false,
        }
    }

    /// A method that a template or a remote caller finds by its name.
    fn method(&mut self, asked: &Asked, object: ObjId, known: &Reached, wire: &mut Wire) {
        let it = self.universe.object(object);
        let (Some(package), owner) = (it.pkg, it.owner.rsplit('.').next().unwrap_or_default().to_owned()) else {
            return;
        };
        let Some(base) = self.universe.package_object(package, &owner) else { return };
        let reaching = known.types.get(&base);
        self.said(asked, reaching, known, wire);
        let remote = reaching.into_iter().flatten().find(|it| FAMILIES[it.family].name == "net/rpc");
        if let (Some(it), true) = (remote, is_exported(&asked.info.name)) {
            let reason = format!("clients of net/rpc call it by its name ({})", asked.place(it.at));
            wire.refused.push(asked.refusal(reason, "keep the name"));
        }
    }
}

/// The families that read a field, each with the place that shows it: a call, or a tag beside it.
fn evidence(known: &Reached, object: ObjId, text: &str, written: &Written, file: FileId) -> Vec<(usize, At)> {
    let mut found: Vec<(usize, At)> =
        known.fields.get(&object).into_iter().flatten().map(|it| (it.family, it.at)).collect();
    for tag in &written.beside {
        for pair in pairs(text, *tag) {
            let tagged = |index: &usize| FAMILIES[*index].tag == Some(pair.key) && pair.key != "name";
            let all: Vec<usize> = (0..FAMILIES.len()).filter(tagged).collect();
            let present = all.iter().find(|it| known.present.contains(it));
            let it = present.or_else(|| all.iter().rfind(|it| FAMILIES[**it].key != Key::Mapped));
            let new = |it: &&usize| found.iter().all(|(family, _)| FAMILIES[*family].tag != FAMILIES[**it].tag);
            if let Some(it) = it.filter(new) {
                found.push((*it, (file, *tag)));
            }
        }
    }
    found.sort_unstable();
    found
}

/// The tag and the name in it that keep the key of a field for one family; `None` where none is needed, or where `wire` says
/// why there is none.
fn keep(
    asked: &Asked,
    family: &Family,
    key: Key,
    written: &Written,
    at: At,
    wire: &mut Wire,
) -> Option<(&'static str, String)> {
    let text = &asked.input.source(asked.at.0).text;
    let (name, called, place) = (&asked.info.name, family.name, asked.place(at));
    let Some(tag) = family.tag else {
        let reason = format!("`{name}` is its name in {called}, which knows no tags ({place})");
        wire.refused.push(asked.refusal(reason, OWN_TYPE));
        return None;
    };
    let own = said(text, written.field.tag, tag);
    let elsewhere = family.also.iter().any(|it| matches!(said(text, written.field.tag, it), Said::Name(_)));
    match own {
        Said::Name(_) => return None,
        Said::Options(options, _) if is_nameless(options) => return None,
        Said::Absent if elsewhere => return None,
        _ => {}
    }
    let (was, will) = (is_exported(name), is_exported(asked.new));
    let wanted = match (was, will) {
        (true, false) => {
            let reason = format!("{called} reads it, and would no longer see it as `{}` ({place})", asked.new);
            wire.refused.push(asked.refusal(reason, "give it a name that starts with an upper-case letter"));
            return None;
        }
        (false, true) if own == Said::Absent => Some("-".to_owned()),
        (false, _) => None,
        (true, true) => key.of(name),
    };
    let Some(wanted) = wanted else {
        let reason = format!("{called} finds it by its name ({place}), and the key is not known");
        let way_out = format!("give it a tag `{tag}:\"…\"` with its key first, or keep the name");
        wire.refused.push(asked.refusal(reason, way_out));
        return None;
    };
    if asked.input.wire == Policy::Refuse {
        wire.refused.push(changes(asked, family, key, tag, &wanted, &place));
        return None;
    }
    if asked.input.wire == Policy::Change {
        let (will, change) = (will_be(asked, key), "its key changes");
        wire.notes.push(asked.note(match wanted.as_str() {
            "-" => format!("{called} begins to have it, as `{will}` ({place})"),
            _ => format!(
                "{change} in {called} from `{wanted}` to `{will}` ({place}): whoever has the old one has to follow"
            ),
        }));
        return None;
    }
    if written.field.names.len() > 1 {
        let reason =
            format!("it needs a tag to keep `{wanted}` for {called} ({place}), and shares its line with others");
        wire.refused.push(asked.refusal(reason, "give the field a line of its own first"));
        return None;
    }
    let reads = "reads values of its type";
    wire.notes.push(asked.note(match wanted.as_str() {
        "-" => format!("a tag keeps it out of {called}, which {reads} ({place})"),
        _ => format!(
            "a tag keeps `{wanted}` for {called}, which {reads} and would call it `{}` ({place})",
            will_be(asked, key)
        ),
    }));
    Some((tag, wanted))
}

/// The key that a field would have by its new name.
fn will_be(asked: &Asked, key: Key) -> String {
    key.of(asked.new).unwrap_or_else(|| asked.new.to_owned())
}

/// The refusal of what would change on the wire.
fn changes(asked: &Asked, family: &Family, key: Key, tag: &str, wanted: &str, place: &str) -> Refusal {
    let will = will_be(asked, key);
    let (called, kept) = (family.name, "or let it be kept by `wire: keep` of the batch (`rename --wire keep`)");
    match wanted {
        "-" => {
            let reason = format!("{called} would begin to have it, as `{will}` ({place})");
            asked.refusal(reason, format!("give it a tag `{tag}:\"-\"` first, {kept}"))
        }
        _ => {
            let reason = format!("its key in {called} would change from `{wanted}` to `{will}` ({place})");
            asked.refusal(reason, format!("give it a tag `{tag}:\"{wanted}\"` first, {kept}"))
        }
    }
}
