//! The stages in which a field is replaced: a new one beside it, `deprecated`, and what stays of it when it is gone.

use std::collections::BTreeSet;

use crate::lang::proto::comments;
use crate::lang::proto::resolve::{DeclId, Protos, Target};
use crate::lang::proto::syntax::{Decl, Edition, Kind, Setting, Value};
use crate::lang::rewriter::No;
use crate::model::plan::Refusal;
use crate::model::{Change, Edit, Span};
use crate::text::lines::{line_end, line_start};

use super::asked::{Asked, called};
use super::options::{indent, insert_option, newline, option};
use super::{collide, obstacles};

/// The largest number that a field can have.
const LAST: i64 = 536_870_911;

/// Numbers that protoc keeps for itself.
const OWN: std::ops::RangeInclusive<i64> = 19_000..=19_999;

type Staged = (Vec<Edit>, Option<String>);

/// A new field beside the old one, which gets the mark `deprecated`.
pub(super) fn dual(asked: &Asked, at: usize) -> Result<Staged, No> {
    let decl = asked.protos.decl(asked.id);
    let refused = |reason: String, way_out: &str| Err(No::Refused(asked.refusal_here(reason, way_out)));
    let Some(parent) = decl.parent.filter(|_| decl.kind == Kind::Field) else {
        let reason = format!("`dual` puts a field beside a field, and this is {}", called(decl.kind));
        return refused(reason, "leave it out of the clause, or `rename` it");
    };
    if decl.one_of.is_some() {
        let reason = "it is a member of a `oneof`, which holds one of its members only".to_owned();
        return refused(reason, "write it by hand, and leave it out of the clause");
    }
    let text = asked.text(asked.id.file);
    let mark = deprecated(asked.protos, asked.id, text).map_err(No::Manual)?;
    let message = DeclId { file: asked.id.file, decl: parent };
    let typed = decl.typed.map_or("", |it| &text[it.range()]);
    if let Some(twin) = asked.protos.member(message, asked.new) {
        let other = asked.protos.decl(twin).typed.map_or("", |it| &text[it.range()]);
        if other.split_whitespace().eq(typed.split_whitespace()) {
            return Ok((mark, None));
        }
        let reason = format!("the message has a field `{}` of another type", asked.new);
        return refused(reason, "choose another name for the new field");
    }
    if let Some(refusal) = collide::taken(asked).into_iter().next() {
        return Err(No::Refused(refusal));
    }
    let Some(number) = free(asked, message, nth(asked, message, at)) else {
        return refused("no number is left for another field".to_owned(), "write it by hand");
    };
    // A `required` field that old writers do not know would make their messages invalid.
    let typed = typed.strip_prefix("required").map_or_else(|| typed.to_owned(), |it| format!("optional{it}"));
    let field = format!("{typed} {} = {number};", asked.new);
    let says =
        format!("Takes the place of {}: as long as both are here, write both and read this one first.", asked.old);
    let end = decl.whole.end;
    let line = text[..line_end(text, end as usize)].trim_end_matches(['\r', '\n']).len();
    let behind = text[end as usize..line].trim();
    let mut edits = mark;
    edits.push(if behind.is_empty() || behind.starts_with("//") {
        let indent = indent(text, decl.whole.start);
        let ending = newline(text);
        Edit::insert(line as u32, format!("{ending}{indent}// {says}{ending}{indent}{field}"))
    } else {
        Edit::insert(end, format!(" /* {says} */ {field}"))
    });
    edits.sort();
    let own =
        ["deprecated", "json_name"].map(|it| option(asked.protos, asked.id, text, it)).into_iter().flatten().count();
    let all = asked.protos.file(asked.id.file).options.iter().filter(|it| it.on == Some(asked.id.decl)).count();
    let note = (all > own).then(|| "the options of the field were not copied to the new one".to_owned());
    Ok((edits, note))
}

/// The place of an occurrence among those of its message that get a field beside them in the same step.
fn nth(asked: &Asked, message: DeclId, at: usize) -> usize {
    let (input, protos) = (asked.input, asked.protos);
    let batch = input.finding(at).batch;
    let is_one = |other: &usize| {
        let (it, finding) = (&input.facts.occurrences[*other], input.finding(*other));
        let decl = it.symbol.and_then(|symbol| input.facts.symbols.get(symbol).decl);
        let id = decl.filter(|_| it.declaration).and_then(|(file, span)| protos.declared(file, span));
        let of_message = id.is_some_and(|id| id.file == message.file && protos.decl(id).parent == Some(message.decl));
        finding.change == Some(Change::Dual) && finding.batch == batch && of_message
    };
    (0..at).filter(is_one).count()
}

/// A number above all that the message uses, reserves or leaves to extensions; `skip` others are passed over.
fn free(asked: &Asked, message: DeclId, mut skip: usize) -> Option<i64> {
    let file = asked.protos.file(message.file);
    let own = file.decls.iter().filter(|it| it.parent == Some(message.decl));
    let used: BTreeSet<i64> =
        own.filter(|it| it.kind != Kind::Extension).filter_map(|it| it.number.map(|it| it.0)).collect();
    let taken: Vec<(i64, i64)> = file
        .reserved
        .iter()
        .filter(|it| it.within == Some(message.decl))
        .flat_map(|it| it.numbers.iter().copied())
        .chain([(*OWN.start(), *OWN.end())])
        .collect();
    let mut number = used.last().map_or(1, |it| it + 1);
    while number <= LAST {
        match taken.iter().find(|(first, last)| (*first..=*last).contains(&number)) {
            Some((_, last)) => number = last.saturating_add(1),
            None if skip == 0 => return Some(number),
            None => (skip, number) = (skip - 1, number + 1),
        }
    }
    None
}

/// Takes an old field away beside the one that has taken its place.
pub(super) fn drop(asked: &Asked) -> Result<Staged, No> {
    let decl = asked.protos.decl(asked.id);
    let refused = |reason: String, way_out: &str| Err(No::Refused(asked.refusal_here(reason, way_out)));
    let Some(parent) = decl.parent.filter(|_| decl.kind == Kind::Field) else {
        let reason = format!("`drop` takes a field away beside another, and this is {}", called(decl.kind));
        return refused(reason, "leave it out of the clause");
    };
    let message = DeclId { file: asked.id.file, decl: parent };
    if asked.protos.member(message, asked.new).is_none() {
        return refused(format!("no field `{}` stands beside it", asked.new), "add one with `dual` first");
    }
    let text = asked.text(asked.id.file);
    if deprecated(asked.protos, asked.id, text).is_ok_and(|it| !it.is_empty()) {
        let reason = "nothing says that the other field takes its place: it is not `deprecated`".to_owned();
        return refused(reason, "mark it with `deprecate` or `dual` first, and let readers follow");
    }
    let edits = removal(asked).map_err(|all| {
        let first = all.into_iter().next();
        first.map_or_else(|| No::Manual("it can't be taken away".to_owned()), No::Refused)
    })?;
    Ok((edits, None))
}

/// The edits that take a field or a value of an enum away, and reserve its number and name.
pub(super) fn removal(asked: &Asked) -> Result<Vec<Edit>, Vec<Refusal>> {
    let (protos, id) = (asked.protos, asked.id);
    let (decl, file) = (protos.decl(id), protos.file(id.file));
    let refused = |reason: &str, way_out: &str| Err(vec![asked.refusal_here(reason, way_out)]);
    let (Kind::Field | Kind::Value, Some((number, _))) = (decl.kind, decl.number) else {
        let reason = format!("fields and values of enums are taken away here, and this is {}", called(decl.kind));
        return refused(&reason, "take it away by hand");
    };
    let beside = |it: &&Decl| it.kind == decl.kind && it.parent == decl.parent && it.one_of == decl.one_of;
    let all: Vec<&Decl> = file.decls.iter().filter(beside).collect();
    if decl.kind == Kind::Value && (number == 0 || all.first().is_some_and(|it| it.span == decl.span)) {
        return refused("it is the value that an enum has when nothing is set", "keep it");
    }
    if (decl.kind == Kind::Value || decl.one_of.is_some()) && all.len() == 1 {
        return refused("nothing else is in it, and it may not be empty", "take away what is around it by hand");
    }
    let uses = protos.references().iter().filter(|it| it.target == Target::Decl(id));
    let used =
        uses.map(|it| asked.refusal(it.file, it.span, "an option still names it", "change the option by hand first"));
    let in_the_way: Vec<Refusal> = used.chain(obstacles::of(asked)).collect();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    let text = asked.text(id.file);
    let name = if file.edition == Edition::Later { asked.old.to_owned() } else { format!("\"{}\"", asked.old) };
    let (gone, alone) = with_comments(text, decl.whole);
    let ending = newline(text);
    let statements = |indent: &str| format!("{indent}reserved {number};{ending}{indent}reserved {name};{ending}");
    if let Some(one_of) = decl.one_of {
        // A `oneof` can't reserve anything: the message does, in front of it.
        let one_of = file.decls[one_of].whole;
        let at = if alone { line_start(text, one_of.start) as u32 } else { one_of.start };
        let reserved = statements(if alone { indent(text, one_of.start) } else { "" });
        return Ok(vec![Edit::insert(at, reserved), Edit::delete(gone)]);
    }
    Ok(vec![match alone {
        true => Edit::replace(gone, statements(indent(text, decl.whole.start))),
        false => Edit::replace(decl.whole, format!("reserved {number}; reserved {name};")),
    }])
}

/// A declaration with the comments above and behind it and the end of its line, and whether it has its lines for itself.
fn with_comments(text: &str, decl: Span) -> (Span, bool) {
    let all = comments(text);
    let start = line_start(text, decl.start);
    let end = line_end(text, decl.end as usize);
    let behind = text[decl.end as usize..end].trim();
    let is_comment =
        all.iter().any(|it| it.start >= decl.end && it.end as usize <= end && text[it.range()].trim() == behind);
    let alone = text[start..decl.start as usize].trim().is_empty() && (behind.is_empty() || is_comment);
    if !alone {
        return (decl, false);
    }
    let mut first = start;
    for comment in all.iter().rev().filter(|it| it.end <= decl.start) {
        let between = &text[comment.end as usize..first];
        let own_line = text[line_start(text, comment.start)..comment.start as usize].trim().is_empty();
        if !between.trim().is_empty() || between.matches('\n').count() > 1 || !own_line {
            break;
        }
        first = line_start(text, comment.start);
    }
    (Span::new(first, end), true)
}

/// The edits that mark a declaration as `deprecated`; none where it is.
///
/// # Errors
/// Why it can't be marked.
pub(super) fn deprecated(protos: &Protos, id: DeclId, text: &str) -> Result<Vec<Edit>, String> {
    let decl = protos.decl(id);
    if let Some(set) = option(protos, id, text, "deprecated") {
        return Ok(match set.value {
            Value::Word(word) if &text[word.range()] == "false" => vec![Edit::replace(word, "true")],
            Value::Other
                if text[set_span(set).end as usize..]
                    .trim_start()
                    .trim_start_matches('=')
                    .trim_start()
                    .starts_with("false") =>
            {
                let at = set_span(set).end as usize;
                let from = at + text[at..].find("false").unwrap_or_default();
                vec![Edit::replace(Span::new(from, from + "false".len()), "true")]
            }
            _ => Vec::new(),
        });
    }
    let own = indent(text, decl.whole.start);
    let ending = newline(text);
    let statement = format!("{ending}{own}  option deprecated = true;");
    let edit = match (decl.kind, decl.body) {
        (Kind::Field | Kind::Extension | Kind::Value | Kind::Group, _) => {
            insert_option(decl, text, "deprecated = true")
        }
        (Kind::OneOf, _) => return Err("a `oneof` can't be marked as deprecated".to_owned()),
        (_, Some(body)) => Some(Edit::insert(body.start, statement)),
        (Kind::Call, None) => {
            let end = decl.whole.end;
            Some(Edit::replace(Span { start: end - 1, end }, format!(" {{{statement}{ending}{own}}}")))
        }
        _ => None,
    };
    edit.map(|it| vec![it]).ok_or_else(|| "its declaration is not understood".to_owned())
}

/// The place of the name of an option.
fn set_span(set: &Setting) -> Span {
    set.name.last().and_then(|it| it.parts.last()).copied().unwrap_or_default()
}
