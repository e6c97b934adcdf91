//! What names are on the wire. The binary format has numbers; JSON, the paths of gRPC, the type URLs of `Any` and the paths of a `FieldMask`
//! have names. `wire:` of the batch says what becomes of them.

use std::collections::BTreeSet;

use crate::lang::proto::resolve::{DeclId, Protos};
use crate::lang::proto::syntax::{Kind, Value};
use crate::lang::rewriter::Verdict;
use crate::model::plan::{Manual, Wire};
use crate::model::{Edit, Span};
use crate::text::operations::json_name;

use super::asked::Asked;
use super::{obstacles, options};

/// Refuses or lists what the new name changes on the wire.
pub(super) fn judge(asked: &Asked, verdict: &mut Verdict) {
    let changes = changes(asked);
    let policy = asked.input.wire;
    for change in changes {
        match policy {
            Wire::Change => {
                let reason = format!("{}: whoever has the old name has to follow", change.reason);
                let refusal = asked.refusal(change.file, change.span, reason, "");
                verdict.manual.push(Manual { place: refusal.place, what: refusal.what, reason: refusal.reason });
            }
            Wire::Keep if change.can_be_kept => {}
            _ => {
                let is_field = asked.protos.decl(asked.id).kind == Kind::Field;
                let way_out = match () {
                    () if change.can_be_kept => "let its name in JSON be kept by `wire: keep` of the batch",
                    () if is_field => {
                        "replace the field in stages (`dual`, `drop`), or let it change by `wire: change` of the batch"
                    }
                    () => "keep the name, or let it change by `wire: change` of the batch",
                };
                verdict.refused.push(asked.refusal(change.file, change.span, change.reason, way_out));
            }
        }
    }
}

/// Something on the wire that a new name changes.
struct Changes {
    file: usize,
    span: Span,
    reason: String,
    /// An option keeps it.
    can_be_kept: bool,
}

fn changes(asked: &Asked) -> Vec<Changes> {
    let (protos, id) = (asked.protos, asked.id);
    let decl = protos.decl(id);
    let here = |reason: String| Changes { file: id.file, span: decl.span, reason, can_be_kept: false };
    let full = asked.what;
    let renamed = || match full.rsplit_once('.') {
        Some((outer, _)) => format!("{outer}.{}", asked.new),
        None => asked.new.to_owned(),
    };
    match decl.kind {
        Kind::OneOf | Kind::Enum => Vec::new(),
        Kind::Field => field(asked),
        Kind::Extension => vec![here(format!("JSON and the text format have the extension as `[{full}]`"))],
        Kind::Group => vec![here("a group is a field as well, whose name in JSON would change".to_owned())],
        Kind::Value => vec![here(format!("it changes JSON, which has the value as `{}`", asked.old))],
        Kind::Message => vec![here(format!(
            "it changes the type URL of such a message in an `Any` from `{full}` to `{}`",
            renamed()
        ))],
        Kind::Service => {
            vec![here(format!("it changes the gRPC path of its calls from `/{full}/` to `/{}/`", renamed()))]
        }
        Kind::Call => {
            let service = full.rsplit_once('.').map_or("", |it| it.0);
            vec![here(format!(
                "it changes the gRPC path from `/{service}/{}` to `/{service}/{}`",
                asked.old, asked.new
            ))]
        }
    }
}

fn field(asked: &Asked) -> Vec<Changes> {
    let (protos, id) = (asked.protos, asked.id);
    let span = protos.decl(id).span;
    let mut all = Vec::new();
    let (old, new) = (json_name(asked.old), json_name(asked.new));
    if custom(asked, id).is_none() && old != new {
        let reason = format!("its name in JSON changes from `{old}` to `{new}`");
        all.push(Changes { file: id.file, span, reason, can_be_kept: true });
    }
    let parent = protos.decl(id).parent.map(|decl| DeclId { file: id.file, decl });
    for mask in masks(protos, |file| asked.text(file)) {
        let holder = DeclId { file: mask.file, decl: protos.decl(mask).parent.unwrap_or_default() };
        let reached = obstacles::reachable(protos, &[holder]);
        if parent.is_some_and(|it| reached.contains(&it)) {
            let reason = format!(
                "the paths of a `FieldMask` name it on the wire (`{}.{}`)",
                protos.decl(holder).name,
                protos.decl(mask).name
            );
            all.push(Changes { file: mask.file, span: protos.decl(mask).span, reason, can_be_kept: false });
        }
    }
    all
}

/// The fields whose values are paths of fields.
fn masks<'a>(protos: &Protos, text: impl Fn(usize) -> &'a str) -> BTreeSet<DeclId> {
    let mut all = BTreeSet::new();
    for file in 0..protos.len() {
        for name in &protos.file(file).types {
            let (Some(decl), Some(last)) = (name.of, name.parts.last()) else { continue };
            if protos.file(file).decls[decl].parent.is_some() && &text(file)[last.range()] == "FieldMask" {
                all.insert(DeclId { file, decl });
            }
        }
    }
    all
}

/// The name that an option gives a field in JSON, with the place of the string.
fn custom(asked: &Asked, id: DeclId) -> Option<String> {
    let text = asked.text(id.file);
    let set = options::option(asked.protos, id, text, "json_name")?;
    match set.value {
        Value::Text(span) => Some(text[span.range()].trim_matches(['"', '\'']).to_owned()),
        _ => None,
    }
}

/// The name that a field has in JSON afterwards.
pub(super) fn in_json(asked: &Asked, id: DeclId) -> String {
    let decl = asked.protos.decl(id);
    let kept = || match asked.input.wire {
        // The very name is asked for, not only what becomes of it.
        Wire::Change => json_name(&asked.name_of(id)),
        _ => json_name(&decl.name),
    };
    custom(asked, id).unwrap_or_else(kept)
}

/// The option that keeps the name in JSON.
pub(super) fn kept(asked: &Asked) -> Option<Edit> {
    let decl = asked.protos.decl(asked.id);
    let (old, new) = (json_name(asked.old), json_name(asked.new));
    let wanted = decl.kind == Kind::Field && asked.input.wire == Wire::Keep && old != new;
    let set = wanted && custom(asked, asked.id).is_none();
    set.then(|| options::insert_option(decl, asked.text(asked.id.file), &format!("json_name = \"{old}\"")))?
}
