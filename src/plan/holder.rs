//! What holds a name on the wire: a struct, an interface, a message, a schema. No compiler says that two of them in two languages are one,
//! so their names and their keys are compared.

use std::collections::BTreeSet;

use crate::lang::dialect;
use crate::lang::language::Kind;
use crate::model::{Carrier, FileFacts, Occurrence, Prefix, Role, Source};
use crate::text::families::{Declared, Whole, bases, families};
use crate::text::operations::parameter;
use crate::text::routes::{Parts, sent_to};
use crate::text::siblings::{by_indent, in_brackets, in_object};
use crate::text::words::words_of;

/// Why two holders are taken for one; a better reason is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kinship {
    /// An object without a declared type has keys of the type, and no others.
    Part,
    /// All keys of the one are keys of the other: a client keeps in one type what comes in several messages.
    Within,
    /// The keys are the same but for a few: so many are shared.
    Keys(usize),
    /// One name is the other with words before or behind it, and the keys agree.
    Resembling,
    /// The names are the same.
    Named,
    /// The names are the same, and so many names around them.
    Qualified(usize),
}

/// Keys of which two types without a common name must share so many.
const SHARED: usize = 4;

/// Keys that a type must have for [`Kinship::Within`]: fewer are in many types.
const WITHIN: usize = 5;

/// Keys that an object without a type must have to be compared.
const SAID: usize = 3;

/// Keys of two types that have the same ones.
const ALIKE: usize = 2;

/// The words behind the name of an operation that make the name of what it is asked with.
const ASKED: &[&str] = &["request", "req", "params", "parameters", "input", "args", "query", "options"];

/// What kind of thing holds a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// A struct, an interface, a message, a schema; also what nothing is known of.
    #[default]
    Type,
    /// An object that is written out, without a declared type; also what is decoded into a struct without a name.
    Object,
    /// An operation of an interface, which has parameters.
    Operation,
}

#[derive(Debug, Default)]
pub(super) struct Holder {
    pub(super) form: Form,
    /// A type that code keeps data in, whose members are the keys: that of a client.
    is_kept: bool,
    /// Its name after those of the types around it; empty where it has none.
    chain: Vec<String>,
    /// Packages and folders around it, outermost first, in lower case.
    around: Vec<String>,
    /// The keys in it.
    keys: BTreeSet<String>,
    /// The key that is asked about has several words, as few other types have it by chance.
    is_telling: bool,
    /// An object that is sent, or that an answer is made of, for sure.
    is_sent: bool,
    /// Where it is sent to, where that is said.
    pub(super) sent_to: Option<Parts>,
    /// The types that have its keys, too, and it itself with those of others: names, and all keys of each.
    families: Vec<Whole>,
    /// The types of its folder that it extends.
    bases: Vec<String>,
}

impl Holder {
    pub(super) fn of(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Self {
        let key = sources[it.file.0 as usize].text.get(it.span.range()).unwrap_or_default();
        Self { is_telling: words_of(key).len() > 1, ..Self::around(facts, sources, it) }
    }

    fn around(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Self {
        let source = &sources[it.file.0 as usize];
        let path = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str()).unwrap_or_default();
        let words = dialect(source.language).kind == Kind::Words;
        let at = it.span.start as usize;
        if let Some(asked) = parameter(&source.text, at, it.span.end as usize).filter(|_| words) {
            // `Service_ListLots`: generators write the service before the operation, and a number behind it for a second address.
            let name = asked.operation.and_then(|it| it.rsplit(['_', '.', '/']).next());
            let name = name.map(|it| it.trim_end_matches(|it: char| it.is_ascii_digit())).filter(|it| !it.is_empty());
            let chain = name.map(str::to_owned).into_iter().collect();
            return Self { form: Form::Operation, chain, ..Self::default() };
        }
        if let Some(name) = described(path).filter(|_| it.role == Role::MapKey && it.carrier == Some(Carrier::Document))
        {
            let (chain, around) = (vec![name], folders(&source.path));
            let keys = in_object(&source.text, at);
            return Self { form: Form::Type, is_kept: true, chain, around, keys, ..Self::default() };
        }
        if is_of_object(path, it, &source.text) {
            let is_sent = it.carrier == Some(Carrier::Document);
            let sent_to = if is_sent { sent_to(&source.text, at) } else { None };
            return Self { form: Form::Object, is_sent, sent_to, keys: in_object(&source.text, at), ..Self::default() };
        }
        let (chain, around) = match it.role {
            Role::StructTag | Role::Field | Role::ProtoField => (declared(path, it.role), folders(&source.path)),
            Role::PlainText if words => schema(it),
            _ => Default::default(),
        };
        if chain.is_empty() && matches!(it.role, Role::StructTag | Role::Field) && !words {
            // `var body struct { … }`, `const asked: { … } = …`: what is filled from a request, sent or answered with where it stands.
            return Self { form: Form::Object, keys: in_brackets(&source.text, at), ..Self::default() };
        }
        let is_inline = chain.is_empty() && words && is_of_schema(it);
        if chain.is_empty() && !is_inline {
            return Self::default();
        }
        let indented = words && !source.text.trim_start().starts_with(['{', '[']);
        let keys = if indented { by_indent(&source.text, at) } else { in_brackets(&source.text, at) };
        if is_inline {
            // A schema that stands where it is used: what an answer wraps in `data`, the elements of a list.
            return Self { form: Form::Object, keys, ..Self::default() };
        }
        Self { form: Form::Type, is_kept: it.role == Role::Field, chain, around, keys, ..Self::default() }
    }

    /// With the types of its folder that have its keys, too.
    pub(super) fn within(self, folder: &[Declared]) -> Self {
        let (families, bases) = match self.chain.as_slice() {
            [name] => (families(folder, name), bases(folder, name)),
            _ => Default::default(),
        };
        Self { families, bases, ..self }
    }

    /// Why `other` is taken for the same; `None` where nothing says so.
    pub(super) fn kinship(&self, other: &Self) -> Option<Kinship> {
        match (self.form, other.form) {
            (Form::Object, Form::Type) => return self.is_part_of(other).then_some(Kinship::Part),
            (Form::Type, Form::Object) => return other.is_part_of(self).then_some(Kinship::Part),
            (Form::Operation, Form::Type) => return self.is_asked_with(other).then_some(Kinship::Named),
            (Form::Type, Form::Operation) => return other.is_asked_with(self).then_some(Kinship::Named),
            _ => {}
        }
        let own = self.of_types(other)?;
        own.max(self.inherited(other))
    }

    /// The reason that the two types themselves give; the outer `None`: one has no name.
    fn of_types(&self, other: &Self) -> Option<Option<Kinship>> {
        let (last, others) = (self.chain.last()?, other.chain.last()?);
        Some(self.by_own(other, last, others))
    }

    fn by_own(&self, other: &Self, last: &str, others: &str) -> Option<Kinship> {
        if self.is_called_as(other) {
            let common =
                self.around.iter().rev().zip(other.around.iter().rev()).take_while(|(one, it)| one == it).count();
            return Some(if common == 0 { Kinship::Named } else { Kinship::Qualified(common) });
        }
        if let Some(packages) = self.qualifies(other).or_else(|| other.qualifies(self)) {
            return Some(Kinship::Qualified(packages));
        }
        let shared = self.keys.intersection(&other.keys).count();
        let (least, most) = (self.keys.len().min(other.keys.len()), self.keys.len().max(other.keys.len()));
        if resembles(last, others) && shared >= 2 && shared * 2 >= least {
            return Some(Kinship::Resembling);
        }
        if shared >= SHARED && shared * 3 >= most * 2 || self.is_alike(other) {
            return Some(Kinship::Keys(shared));
        }
        // What a server makes of several messages it fills by code, which has names of its own.
        let larger = if self.keys.len() < other.keys.len() { other } else { self };
        (shared >= WITHIN && shared == least && larger.is_kept).then_some(Kinship::Within)
    }

    /// The reason that a type gives which has the keys of one of the two, by its name or by all keys of it.
    fn inherited(&self, other: &Self) -> Option<Kinship> {
        let of = |it: &Self| {
            let own = it.chain.last().map(|name| (name.clone(), it.keys.clone()));
            own.into_iter().chain(it.families.iter().cloned()).collect::<Vec<_>>()
        };
        if self.families.is_empty() && other.families.is_empty() {
            return None;
        }
        let others = of(other);
        let pairs = of(self).into_iter().flat_map(|one| others.iter().map(move |other| (one.clone(), other)));
        let reason = |((name, keys), (its, all)): (Whole, &Whole)| {
            let shared = keys.intersection(all).count();
            let (least, most) = (keys.len().min(all.len()), keys.len().max(all.len()));
            match shared {
                it if it >= 2 && it * 2 >= least && resembles(&name, its) => Some(Kinship::Resembling),
                it if it >= SHARED && it * 3 >= most * 2 => Some(Kinship::Keys(it)),
                _ => None,
            }
        };
        pairs.filter_map(reason).max()
    }

    /// A type that has all keys of this one is called as `other`: `type Answer Sample`.
    pub(super) fn is_named_in(&self, other: &Self) -> bool {
        let Some(name) = other.chain.last() else { return false };
        let own = |(its, keys): &Whole| {
            let shared = keys.intersection(&other.keys).count();
            its == name && shared >= 2 && shared * 2 >= other.keys.len()
        };
        self.families.iter().any(own)
    }

    /// So many keys are in one of the two only.
    pub(super) fn apart_from(&self, other: &Self) -> usize {
        self.keys.symmetric_difference(&other.keys).count()
    }

    /// A second type of a client for the same data: its name says it with words around, and it has no other keys (`IUserForm` of `IUser`).
    pub(super) fn is_variant_of(&self, one: &Self) -> bool {
        let (Some(name), Some(its)) = (self.chain.last(), one.chain.last()) else { return false };
        let sent = self.keys.len() >= SAID && self.keys.is_subset(&one.keys);
        sent && self.is_kept && one.is_kept && name != its && resembles(name, its)
    }

    /// An object has enough keys, and all of them are keys of a type; or it has all keys of the type, of which a client may declare only what
    /// it reads.
    pub(super) fn is_part_of(&self, one: &Self) -> bool {
        let sent = self.keys.len() >= SAID && self.keys.is_subset(&one.keys) || self.is_alike(one);
        // What is sent with one key, for which a type of that key alone is.
        let single = self.is_sent && self.is_telling && self.keys.len() == 1 && self.keys == one.keys;
        one.is_named() && (sent || single || one.keys.len() >= SHARED && one.keys.is_subset(&self.keys))
    }

    /// It extends `one`: a key of it that it declares again is the same key.
    pub(super) fn extends(&self, one: &Self) -> bool {
        self.around == one.around && one.chain.len() == 1 && self.bases.contains(&one.chain[0])
    }

    /// Its name has more words than that of two types which are one, and it has no other keys than they.
    pub(super) fn is_longer_name_of(&self, one: &Self, other: &Self) -> bool {
        let words = |it: &Self| it.last_name().map_or(0, |it| words_of(it).len());
        let within = self.keys.iter().all(|it| one.keys.contains(it) || other.keys.contains(it));
        within && words(self) > words(other)
    }

    /// It has all keys of an object, as far as these are in sight.
    pub(super) fn has_keys_of(&self, object: &Self) -> bool {
        object.keys.is_subset(&self.keys)
    }

    /// Its name without those of the types around it.
    pub(super) fn last_name(&self) -> Option<&str> {
        self.chain.last().map(String::as_str)
    }

    /// The two have the same few keys and no others, and the one that is asked about is none that is anywhere.
    fn is_alike(&self, other: &Self) -> bool {
        self.is_telling && self.keys.len() >= ALIKE && self.keys == other.keys
    }

    /// An operation is asked with a type: `ListLots` with `ListLotsRequest`.
    fn is_asked_with(&self, one: &Self) -> bool {
        let ([name], [.., asked]) = (self.chain.as_slice(), one.chain.as_slice()) else { return false };
        let (name, asked) = (name.to_lowercase(), asked.to_lowercase());
        asked.strip_prefix(&name).is_some_and(|it| ASKED.contains(&it))
    }

    /// So many packages of `other` stand before its name in this one: `apiPlantV1Sample` is `Sample` of `api/plant/v1`.
    fn qualifies(&self, other: &Self) -> Option<usize> {
        let (whole, name) = (self.name(), other.name());
        let before = whole.strip_suffix(&name).filter(|it| !it.is_empty() && !name.is_empty())?;
        (1..=other.around.len()).find(|it| other.around[other.around.len() - it..].concat() == before)
    }

    /// `Status` of `Sample` is `Sample_Status`, `SampleStatus` and `Sample.Status` elsewhere, or `Status` where nothing is said around it.
    fn is_called_as(&self, other: &Self) -> bool {
        let whole = |it: &Self| it.chain.concat().to_lowercase();
        let nested = self.chain.len() > 1 && other.chain.len() > 1;
        // A type begins with a capital; a property that holds one (`template` of `Sensor`) is no name of it.
        whole(self) == whole(other) || !nested && self.chain.last() == other.chain.last()
    }

    /// Something that has a name.
    pub(super) fn is_named(&self) -> bool {
        !self.chain.is_empty()
    }

    /// Its name with the packages and folders around it.
    pub(super) fn place(&self) -> String {
        format!("{}/{}", self.around.join("/"), self.name())
    }

    /// Its name, with those of the types around it; empty where it has none.
    pub(super) fn name(&self) -> String {
        self.chain.concat().to_lowercase()
    }

    /// Something among `names` ([`called`]) is called as it.
    pub(super) fn has_namesake(&self, names: &BTreeSet<String>) -> bool {
        names.contains(&self.name())
    }
}

/// The whole name of what holds a declared member, without packages; in lower case.
pub(super) fn called(facts: &FileFacts, it: &Occurrence) -> Option<String> {
    let path = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str())?;
    let chain = match it.role {
        Role::StructTag | Role::Field | Role::ProtoField => declared(path, it.role),
        _ => Vec::new(),
    };
    (!chain.is_empty()).then(|| chain.concat().to_lowercase())
}

/// A key of an object that is written out and has no declared type: `{ lot_id: x }` in TypeScript, `map[string]any{"lot_id": x}` in Go.
fn is_of_object(path: &str, it: &Occurrence, text: &str) -> bool {
    if it.role != Role::MapKey {
        return false;
    }
    let after = &text[it.span.end as usize..];
    match path.split_once('#') {
        Some((_, member)) => !member.starts_with('?'),
        None => after.strip_prefix(['"', '`']).is_some_and(|it| it.starts_with(':')),
    }
}

/// The types around a member: `["Sample", "Status"]` of `plant.v1.Sample.Status.lot_id`, `tag:Sample.LotID/json`, `api.ts#Sample.lotId`.
fn declared(path: &str, role: Role) -> Vec<String> {
    let path = match role {
        Role::StructTag => {
            path.strip_prefix(&*Prefix::Tag.of("")).and_then(|it| it.split('/').next()).unwrap_or_default()
        }
        _ => path.rsplit('#').next().unwrap_or_default(),
    };
    let Some((owner, _)) = path.rsplit_once('.') else { return Vec::new() };
    let mut names: Vec<&str> = owner.split('.').collect();
    // What a method makes of its type for a document stands for that type.
    if let [.., receiver, "MarshalJSON" | "UnmarshalJSON", literal] = names[..]
        && literal.starts_with('<')
    {
        names = vec![receiver];
    }
    // A type without a name is called by its place, in angles.
    if names.last().is_none_or(|it| it.starts_with('<')) {
        return Vec::new();
    }
    let packages = if role == Role::ProtoField { names.iter().take_while(|it| is_package(it)).count() } else { 0 };
    names[packages.min(names.len() - 1)..].iter().map(|it| (*it).to_owned()).collect()
}

/// The type that a schema is made for, which is called by it: `Sample` of `const Sample = z.object({ … })`, `sampleSchema`, `SampleSchema`.
fn described(path: &str) -> Option<String> {
    let [variable, literal, _] = path.rsplit_once('#')?.1.split('.').collect::<Vec<_>>()[..] else { return None };
    let of_schema = variable.strip_suffix("Schema");
    let name = of_schema.unwrap_or(variable);
    let first = name.chars().next().filter(|it| of_schema.is_some() || it.is_uppercase())?;
    literal.starts_with("<objlit>").then(|| first.to_uppercase().chain(name.chars().skip(1)).collect())
}

fn is_package(name: &str) -> bool {
    name.starts_with(|it: char| it.is_lowercase())
}

/// The schema around a property, which JSON Schema and OpenAPI keep below `definitions` or `schemas`: its name, and what stands before it.
fn schema(it: &Occurrence) -> (Vec<String>, Vec<String>) {
    let none = (Vec::new(), Vec::new());
    let above: Vec<&str> = it.context.iter().map(|it| it.as_str()).filter(|it| *it != "object").collect();
    let Some(at) = above.iter().rposition(|it| matches!(*it, "properties" | "required")) else { return none };
    let [.., kept, name] = above[..at] else { return none };
    if !matches!(kept, "definitions" | "schemas" | "$defs") {
        return none;
    }
    let mut around: Vec<String> = name.split('.').map(str::to_lowercase).collect();
    let name = name.rsplit('.').next().unwrap_or_default();
    around.pop();
    (without_version(name).split('_').filter(|it| !it.is_empty()).map(str::to_owned).collect(), around)
}

/// A property of a schema, with or without a name.
fn is_of_schema(it: &Occurrence) -> bool {
    let is_key = it.role == Role::PlainText && it.carrier == Some(Carrier::Document);
    let above = it.context.iter().rev().filter(|it| it.as_str() != "object");
    is_key && above.skip(1).take(1).any(|it| it == "properties")
}

/// `v1Sample` is `Sample` of a package `v1`.
fn without_version(name: &str) -> &str {
    let Some(rest) = name.strip_prefix('v') else { return name };
    let number = |text: &'_ str| text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let mut end = number(rest);
    if end == 0 {
        return name;
    }
    if let Some(stage) = ["alpha", "beta"].iter().find(|it| rest[end..].starts_with(**it)) {
        end += stage.len();
        end += number(&rest[end..]);
    }
    Some(&rest[end..]).filter(|it| it.starts_with(|it: char| it.is_uppercase())).unwrap_or(name)
}

fn folders(path: &str) -> Vec<String> {
    let mut all: Vec<String> = path.split('/').map(str::to_lowercase).collect();
    all.pop();
    all
}

/// One name is the other with words before or behind it: `Event` and `SensorEvent`.
fn resembles(one: &str, other: &str) -> bool {
    let lower = |it: &str| words_of(it).into_iter().map(str::to_lowercase).collect::<Vec<_>>();
    let (one, other) = (lower(one), lower(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    !short.is_empty() && (long.ends_with(&short) || long.starts_with(&short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(chain: &[&str], around: &[&str], keys: &[&str]) -> Holder {
        let own = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        Holder {
            form: Form::Type,
            is_kept: false,
            chain: own(chain),
            around: own(around),
            keys: own(keys).into_iter().collect(),
            families: Vec::new(),
            bases: Vec::new(),
            is_telling: false,
            is_sent: false,
            sent_to: None,
        }
    }

    #[test]
    fn an_object_is_part_of_a_type_and_an_operation_is_asked_with_one() {
        let of = |form: Form, chain: &[&str], keys: &[&str]| Holder { form, ..holder(chain, &[], keys) };
        let chat = holder(&["ChatRequest"], &[], &["a", "b", "c", "d"]);
        for (one, expected) in [
            (of(Form::Object, &[], &["a", "b", "c"]), Some(Kinship::Part)),
            (of(Form::Object, &[], &["a", "b"]), None),
            (of(Form::Object, &[], &["a", "b", "x"]), None),
            (of(Form::Object, &[], &["a", "b", "c", "d", "x", "y"]), Some(Kinship::Part)),
            (of(Form::Operation, &["Chat"], &[]), Some(Kinship::Named)),
            (of(Form::Operation, &["chat"], &[]), Some(Kinship::Named)),
            (of(Form::Operation, &["ListChat"], &[]), None),
            (of(Form::Operation, &[], &[]), None),
        ] {
            assert_eq!(one.kinship(&chat), expected, "{one:?}");
            assert_eq!(chat.kinship(&one), expected, "{one:?}");
        }
        let object = of(Form::Object, &[], &["a", "b", "c"]);
        assert_eq!(object.kinship(&of(Form::Object, &[], &["a", "b", "c"])), None);
        // Two keys are enough where they are all, and no common word.
        let told = |it: Holder| Holder { is_telling: true, ..it };
        let (two, pair) = (holder(&["Pair"], &[], &["a", "b"]), of(Form::Object, &[], &["a", "b"]));
        assert_eq!((two.kinship(&pair), pair.kinship(&two)), (None, None));
        let (two, pair) = (told(two), told(pair));
        assert_eq!((two.kinship(&pair), pair.kinship(&two)), (Some(Kinship::Part), Some(Kinship::Part)));
        assert_eq!(two.kinship(&told(holder(&["Twin"], &[], &["a", "b"]))), Some(Kinship::Keys(2)));
        assert_eq!(two.kinship(&told(holder(&["Twin"], &[], &["a", "b", "c"]))), None);
        let row = holder(&["Row"], &[], &["a", "b", "c", "d", "e"]);
        let all = holder(&["Page"], &[], &["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
        assert_eq!(row.kinship(&all), None);
        let one = Holder { is_telling: true, ..of(Form::Object, &[], &["a"]) };
        let only = holder(&["Only"], &[], &["a"]);
        assert_eq!(one.kinship(&only), None);
        let sent = Holder { is_sent: true, ..one };
        assert_eq!((sent.kinship(&only), only.kinship(&sent)), (Some(Kinship::Part), Some(Kinship::Part)));
        assert_eq!(sent.kinship(&two), None);
        assert_eq!(row.kinship(&Holder { is_kept: true, ..all }), Some(Kinship::Within));
    }

    #[test]
    fn names_and_keys_tell_whether_two_types_are_one() {
        let abcd = ["a", "b", "c", "d"];
        for (one, other, expected) in [
            (
                holder(&["Sample"], &["plant", "v1"], &[]),
                holder(&["Sample"], &["plant", "v1"], &[]),
                Some(Kinship::Qualified(2)),
            ),
            (holder(&["Sample"], &["plant", "v1"], &[]), holder(&["Sample"], &["v2"], &[]), Some(Kinship::Named)),
            (holder(&["Sample", "Status"], &[], &[]), holder(&["SampleStatus"], &[], &[]), Some(Kinship::Named)),
            (holder(&["Sample", "Status"], &[], &[]), holder(&["Status"], &[], &[]), Some(Kinship::Named)),
            (holder(&["Sample", "Status"], &[], &[]), holder(&["Batch", "Status"], &[], &[]), None),
            (holder(&["Sample"], &[], &[]), holder(&["Plant", "sample"], &[], &[]), None),
            (holder(&["Event"], &[], &["a", "b"]), holder(&["SensorEvent"], &[], &abcd), Some(Kinship::Resembling)),
            (holder(&["Event"], &[], &["a", "x"]), holder(&["SensorEvent"], &[], &abcd), None),
            (
                holder(&["Reply"], &[], &abcd),
                holder(&["Answer"], &[], &["a", "b", "c", "d", "e"]),
                Some(Kinship::Keys(4)),
            ),
            (holder(&["Reply"], &[], &["a", "b"]), holder(&["Answer"], &[], &["a", "b"]), None),
            (
                holder(&["apiPlantV1Sample"], &[], &["a", "b"]),
                holder(&["Sample"], &["api", "plant", "v1"], &["a", "b"]),
                Some(Kinship::Qualified(3)),
            ),
            (holder(&[], &[], &abcd), holder(&["Answer"], &[], &abcd), None),
        ] {
            assert_eq!(one.kinship(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.kinship(&one), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn a_name_says_more_than_that_of_two_types_that_are_one() {
        let one = holder(&["PlantSample"], &[], &["a", "b"]);
        for (name, keys, expected) in
            [("PlantSampleForm", &["a"][..], true), ("NewPlantSample", &["a", "c"], false), ("Sample", &["a"], false)]
        {
            assert_eq!(holder(&[name], &[], keys).is_longer_name_of(&one, &one), expected, "{name}");
        }
    }

    #[test]
    fn a_schema_is_called_by_the_type_that_it_is_made_for() {
        for (path, expected) in [
            ("src/a.ts#Sample.<objlit>@9.lot_id", Some("Sample")),
            ("src/a.ts#sampleSchema.<objlit>@9.lot_id", Some("Sample")),
            ("src/a.ts#sample.<objlit>@9.lot_id", None),
            ("src/a.ts#Sample.lot_id", None),
            ("src/a.ts#Sample.last.<objlit>@9.lot_id", None),
        ] {
            assert_eq!(described(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_version_before_the_name_of_a_schema_is_its_package() {
        let names = ["v1Sample", "v1alpha1Sample", "v2beta", "volume", "v1sample", "Sample"].map(without_version);
        assert_eq!(names, ["Sample", "Sample", "v2beta", "volume", "v1sample", "Sample"]);
    }
}
