//! Names in options: extensions, the fields of their messages, values of enums, and strings that name fields (`google.api.http` and its kin).

use crate::lang::proto::syntax::{Kind, OptionPart, Setting, Value};
use crate::model::Span;

use super::names::{DeclId, Loose, Protos, Target, is_type};

/// Reads the options of all files.
pub(super) fn read(protos: &mut Protos, texts: &[&str]) {
    for (file, text) in texts.iter().enumerate() {
        let settings = std::mem::take(&mut protos.files[file].1.options);
        for setting in &settings {
            Reader { protos, file, text, on: setting.on, prose: false }.setting(setting);
        }
        protos.files[file].1.options = settings;
    }
}

struct Reader<'a> {
    protos: &'a mut Protos,
    file: usize,
    text: &'a str,
    on: Option<usize>,
    /// The values are written for people.
    prose: bool,
}

/// Keys of options that documents and messages are made from.
const PROSE: &[&str] = &["comment", "description", "detail", "details", "message", "summary", "title"];

/// What strings of an option name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// `google.api.http`
    Http,
    /// `google.api.method_signature`
    Signature,
    /// `google.api.routing`
    Routing,
    /// `google.api.resource`
    Resource,
    /// `google.longrunning.operation_info`
    Operation,
}

fn names(option: &str) -> Option<Names> {
    Some(match option {
        "google.api.http" => Names::Http,
        "google.api.method_signature" => Names::Signature,
        "google.api.routing" => Names::Routing,
        "google.api.resource" => Names::Resource,
        "google.longrunning.operation_info" => Names::Operation,
        _ => return None,
    })
}

impl Reader<'_> {
    fn word(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn setting(&mut self, setting: &Setting) {
        let [first, rest @ ..] = setting.name.as_slice() else { return };
        if !first.extension {
            // Options of the language itself have names that are nobody's.
            return match &setting.value {
                Value::Word(word) if self.word(first.parts[0]) == "default" && rest.is_empty() => self.default(*word),
                value => self.loose(value),
            };
        }
        let (message, name) = self.extension(first);
        match names(&name) {
            Some(names) => self.named(names, &nested(rest, &setting.value), message),
            None => self.fields(&nested(rest, &setting.value), message),
        }
    }

    /// `[default = PLAIN]` names a value of the enum that is the type.
    fn default(&mut self, word: Span) {
        let Some(decl) = self.on else { return };
        let of = self.protos.message_of(DeclId { file: self.file, decl });
        self.value_of(of, word);
    }

    fn value_of(&mut self, of: Option<DeclId>, word: Span) {
        let name = self.word(word).to_owned();
        let Some(of) = of.filter(|it| self.protos.decl(*it).kind == Kind::Enum) else {
            return self.loose(&Value::Word(word));
        };
        let decls = &self.protos.file(of.file).decls;
        let is_it = |decl: &usize| decls[*decl].parent == Some(of.decl) && decls[*decl].name == name;
        if let Some(decl) = (0..decls.len()).find(is_it) {
            self.protos.refer(self.file, &[word], &[Target::Decl(DeclId { file: of.file, decl })], false);
        }
    }

    /// The message of an extension, where the roots declare it, and its full name.
    fn extension(&mut self, part: &OptionPart) -> (Option<DeclId>, String) {
        let words: Vec<&str> = part.parts.iter().map(|it| self.word(*it)).collect();
        let targets = self.protos.look_up(self.file, self.on, &words, part.absolute, |kind| kind == Kind::Extension);
        let written = words.join(".");
        self.protos.refer(self.file, &part.parts, &targets, false);
        match targets.last() {
            Some(Target::Decl(it)) => (self.protos.message_of(*it), self.protos.full_name(*it)),
            _ => (None, written),
        }
    }

    /// The value of an option whose type is `message`.
    fn fields(&mut self, value: &Value, message: Option<DeclId>) {
        match value {
            Value::Block(fields) => {
                for (key, value) in fields {
                    let of = self.key(key, message);
                    let outer = self.prose;
                    self.prose |= key.parts.last().is_some_and(|it| PROSE.contains(&self.word(*it)));
                    self.fields(value, of);
                    self.prose = outer;
                }
            }
            Value::List(values) => values.iter().for_each(|it| self.fields(it, message)),
            Value::Word(word) => self.value_of(message, *word),
            Value::Text(_) => self.loose(value),
            Value::Other => {}
        }
    }

    /// A key in the text format: a field of `message`. Gives the type of its value.
    fn key(&mut self, key: &OptionPart, message: Option<DeclId>) -> Option<DeclId> {
        if key.extension {
            // `[type.googleapis.com/a.Message]` names a message, `[a.extension]` an extension.
            let words: Vec<&str> = key.parts.iter().map(|it| self.word(*it)).collect();
            let targets = self
                .protos
                .look_up(self.file, self.on, &words, key.absolute, |kind| kind == Kind::Extension || is_type(kind));
            self.protos.refer(self.file, &key.parts, &targets, false);
            return match targets.last() {
                Some(Target::Decl(it)) if is_type(self.protos.decl(*it).kind) => Some(*it),
                Some(Target::Decl(it)) => self.protos.message_of(*it),
                _ => None,
            };
        }
        let name = key.parts.first().map(|it| self.word(*it).to_owned())?;
        let field = self.protos.member(message?, &name)?;
        self.protos.refer(self.file, &key.parts, &[Target::Decl(field)], false);
        self.protos.message_of(field)
    }

    /// The value of an option whose strings name things.
    fn named(&mut self, names: Names, value: &Value, message: Option<DeclId>) {
        match value {
            Value::Block(fields) => {
                for (key, value) in fields {
                    let of = self.key(key, message);
                    let name = key.parts.first().map(|it| self.word(*it).to_owned()).unwrap_or_default();
                    match value {
                        Value::Text(text) => self.string(names, &name, *text),
                        _ => self.named(names, value, of),
                    }
                }
            }
            Value::List(values) => {
                for value in values {
                    match value {
                        Value::Text(text) => self.string(names, "", *text),
                        _ => self.named(names, value, message),
                    }
                }
            }
            Value::Text(text) => self.string(names, "", *text),
            _ => {}
        }
    }

    /// A string under `key`.
    fn string(&mut self, names: Names, key: &str, text: Span) {
        let message = match names {
            Names::Resource => self.on.map(|decl| DeclId { file: self.file, decl }),
            _ => self.of_call(usize::from(key == "response_body")),
        };
        // What is escaped, or written in several pieces, has other letters than it shows.
        let inner = Span { start: text.start + 1, end: text.end.saturating_sub(1).max(text.start + 1) };
        let whole = self.word(inner).to_owned();
        let plain = !whole.contains(['\\', '"', '\'']);
        let understood = plain
            && match (names, key) {
                (Names::Http, "body" | "response_body") if whole == "*" || whole.is_empty() => true,
                (Names::Http, "body" | "response_body") | (Names::Routing, "field") => self.path(message, inner),
                (Names::Resource, "name_field") => self.path(message, inner),
                (Names::Http, "selector" | "kind") => true,
                (Names::Http, _) => self.template(message, inner),
                (Names::Signature, _) => self.each(inner, ',', |reader, path| reader.path(message, path)),
                (Names::Routing, "path_template") => true,
                (Names::Operation, "response_type" | "metadata_type") => self.type_in(inner),
                _ => false,
            };
        if !understood {
            self.loose(&Value::Text(text));
        }
    }

    /// The request or the response of the call that the option is set on.
    fn of_call(&self, side: usize) -> Option<DeclId> {
        let call = DeclId { file: self.file, decl: self.on? };
        match self.protos.types(call).get(side) {
            Some(Target::Decl(it)) => Some(*it),
            _ => None,
        }
    }

    /// Every piece of `text` between separators, without blanks.
    fn each(&mut self, text: Span, separator: char, read: impl Fn(&mut Self, Span) -> bool) -> bool {
        let whole = self.word(text).to_owned();
        let mut start = text.start;
        let mut all = true;
        for piece in whole.split(separator) {
            let blanks = piece.len() - piece.trim_start().len();
            let from = start + blanks as u32;
            let path = Span { start: from, end: from + piece.trim().len() as u32 };
            all &= path.is_empty() || read(self, path);
            start += piece.len() as u32 + separator.len_utf8() as u32;
        }
        all
    }

    /// `/v1/{run_id}/{task.id=tasks/*}:verb`
    fn template(&mut self, message: Option<DeclId>, text: Span) -> bool {
        let whole = self.word(text).to_owned();
        let (mut at, mut all) = (0, true);
        while let Some(open) = whole[at..].find('{').map(|it| at + it + 1) {
            let end = whole[open..].find(['=', '}']).map_or(whole.len(), |it| open + it);
            let path = Span { start: text.start + open as u32, end: text.start + end as u32 };
            all &= self.path(message, path);
            at = end;
        }
        all
    }

    /// `run.run_id`, from a message on. False where a part is not found.
    fn path(&mut self, message: Option<DeclId>, path: Span) -> bool {
        let whole = self.word(path).to_owned();
        let (mut message, mut start) = (message, path.start);
        for part in whole.split('.') {
            let Some(field) = message.and_then(|it| self.protos.member(it, part)) else { return false };
            let span = Span { start, end: start + part.len() as u32 };
            self.protos.refer(self.file, &[span], &[Target::Decl(field)], false);
            message = self.protos.message_of(field);
            start = span.end + 1;
        }
        true
    }

    /// A string that holds the name of a message.
    fn type_in(&mut self, text: Span) -> bool {
        let whole = self.word(text).to_owned();
        let words: Vec<&str> = whole.split('.').collect();
        let targets = self.protos.look_up(self.file, None, &words, false, is_type);
        let mut start = text.start;
        let mut spans = Vec::new();
        for word in &words {
            spans.push(Span { start, end: start + word.len() as u32 });
            start += word.len() as u32 + 1;
        }
        self.protos.refer(self.file, &spans, &targets, false);
        targets.last().is_some_and(|it| *it != Target::Outside)
    }

    fn loose(&mut self, value: &Value) {
        match value {
            Value::Word(span) | Value::Text(span) => {
                let (file, on, prose) = (self.file, self.on, self.prose);
                self.protos.loose.push(Loose { file, span: *span, on, prose });
            }
            Value::Block(fields) => fields.iter().for_each(|(_, value)| self.loose(value)),
            Value::List(values) => values.iter().for_each(|it| self.loose(it)),
            Value::Other => {}
        }
    }
}

/// `(a).b.c = value` sets what `(a) = {b: {c: value}}` sets.
fn nested(rest: &[OptionPart], value: &Value) -> Value {
    rest.iter().rev().fold(value.clone(), |value, part| Value::Block(vec![(part.clone(), value)]))
}
