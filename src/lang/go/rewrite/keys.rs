//! Keys of log chains, map literals and index assignments: doubled or dropped.

use crate::lang::go::ast::{ExprKind, StmtKind};
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, Input, edits_within};
use crate::model::{Carrier, Change, Edit, FileId, Role, Span};

use super::GoPlanner;
use super::key_calls::Second;
use super::syntax::{KeyCall, key_call, key_element, statement};

impl GoPlanner<'_> {
    /// The edits of a change to one key, or `None` when its shape is not understood. `groups` are the changes planned so
    /// far: a copied value has its new name.
    pub(crate) fn key_change(
        &mut self,
        input: &Input,
        at: usize,
        change: Change,
        groups: &[Group],
    ) -> Option<Vec<Edit>> {
        let occurrence = &input.facts.occurrences[at];
        let finding = input.finding(at);
        let decls = self.decls(occurrence.file, occurrence.span)?;
        let context = Context { input, file: occurrence.file, hit: occurrence.span, groups };
        if !context.is_whole() {
            // A word in a longer string: `{"run_id": %q}`, `?run_id=`.
            return None;
        }
        if let Some(element) = key_element(&decls, occurrence.span) {
            if change == Change::Dual && !self.takes_second(&context, element.literal, occurrence.carrier) {
                return None;
            }
            return match change {
                Change::Dual => context.dual_element(element.element, finding.replacement.as_deref()?),
                Change::Drop => Some(vec![context.drop_line_or(element.element, true)]),
                _ => None,
            };
        }
        if let Some(call) = key_call(&decls, occurrence.span) {
            if context.sets_cookie(&call, occurrence.carrier) {
                return match change {
                    Change::Dual => context.dual_statement(call.statement?, finding.replacement.as_deref()?),
                    Change::Drop => Some(vec![context.drop_line_or(call.statement?, false)]),
                    _ => None,
                };
            }
            let second = match occurrence.role {
                Role::LogKey => self.second_key(occurrence.file, context.text(), &call),
                Role::MapKey if context.is_sent(&call) => self.second_key(occurrence.file, context.text(), &call),
                _ => Second::Nowhere,
            };
            return match change {
                Change::Dual => context.dual_call(&call, second, finding.replacement.as_deref()?),
                Change::Drop => context.drop_call(&call, second),
                _ => None,
            };
        }
        let statement = statement(&decls, occurrence.span)?;
        let StmtKind::Assign { left, .. } = &statement.kind else { return None };
        let [only] = left.as_slice() else { return None };
        matches!(only.kind, ExprKind::Index { .. }).then_some(())?;
        match change {
            Change::Dual => context.dual_statement(statement.span, finding.replacement.as_deref()?),
            Change::Drop => Some(vec![context.drop_line_or(statement.span, false)]),
            _ => None,
        }
    }
}

impl GoPlanner<'_> {
    /// A literal may say one thing by two keys. Labels of a metric have to be those that it declares, and conditions of a query would all
    /// have to hold: what a type from outside of the roots does with a second key is not known, but for those of answers, requests and logs.
    fn takes_second(&mut self, context: &Context<'_>, literal: Span, carrier: Option<Carrier>) -> bool {
        const OPEN: &[&str] = &["H", "Map", "Fields", "Values", "Header", "FuncMap"];
        let text = context.at(literal);
        let Some((package, name)) = text.split('{').next().unwrap_or_default().trim().split_once('.') else {
            return true;
        };
        let is_name = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_name(package) || !is_name(name) {
            return true;
        }
        let at = literal.start + package.len() as u32 + 1;
        let is_open =
            OPEN.contains(&name) || self.info(context.file, literal).is_some_and(|it| it.object(at).is_some());
        carrier != Some(Carrier::Log) && is_open
    }
}

struct Context<'a> {
    input: &'a Input<'a>,
    file: FileId,
    hit: Span,
    groups: &'a [Group],
}

impl Context<'_> {
    fn text(&self) -> &str {
        &self.input.sources[self.file.0 as usize].text
    }

    /// The string holds the key and nothing else.
    fn is_whole(&self) -> bool {
        let (text, quotes) = (self.text(), ['"', '`']);
        let before = text[..self.hit.start as usize].ends_with(quotes);
        before && text[self.hit.end as usize..].starts_with(quotes)
    }

    fn at(&self, span: Span) -> &str {
        &self.text()[span.range()]
    }

    /// The text of `span` as it will be, with `new` in place of the hit.
    fn after(&self, span: Span, new: &str) -> Option<String> {
        let mut edits = edits_within(self.groups, self.file, span);
        if span.contains(self.hit) {
            edits.push(Edit::replace(self.hit, new));
            edits.sort();
        }
        let shift = |edit: Edit| Edit {
            span: Span { start: edit.span.start - span.start, end: edit.span.end - span.start },
            text: edit.text,
        };
        let edits: Vec<Edit> = edits.into_iter().map(shift).collect();
        apply_edits(self.at(span), &edits).ok()
    }

    /// `.Str("run_id", x)` gets `.Str("session_id", x)` before it; `Info("m", "run_id", x)` the pair before the pair.
    fn dual_call(&self, call: &KeyCall, second: Second, new: &str) -> Option<Vec<Edit>> {
        let value = *call.arguments.get(call.at + 1)?;
        if self.sets(call) {
            return self.dual_statement(call.statement?, new);
        }
        match second {
            Second::Link | Second::Again if self.is_event(call) => self.dual_statement(call.statement?, new),
            Second::Link => {
                let link = Span { start: call.operand?.end, end: call.call.end };
                Some(vec![Edit::insert(link.start, self.after(link, new)?)])
            }
            Second::Beside => self.dual_element(call.call, new),
            Second::Pair => {
                let pair = Span { start: call.arguments[call.at].start, end: value.end };
                Some(vec![Edit::insert(pair.start, format!("{}, ", self.after(pair, new)?))])
            }
            Second::Again | Second::Nowhere => None,
        }
    }

    /// `event.Str("run_id", x)`, a statement of its own.
    fn is_event(&self, call: &KeyCall) -> bool {
        let is_name = |it: Span| self.at(it).chars().all(|c| c.is_alphanumeric() || c == '_');
        call.statement.is_some() && call.operand.is_some_and(is_name)
    }

    /// `http.SetCookie(w, &http.Cookie{Name: "key", …})`, `c.SetCookie("key", …)`.
    fn sets_cookie(&self, call: &KeyCall, carrier: Option<Carrier>) -> bool {
        carrier == Some(Carrier::Cookie) && matches!(self.at(call.name), "SetCookie" | "AddCookie")
    }

    /// `header.Set("key", value)` gives nothing that a chain could go on with, as `event.Str("key", value)` does.
    fn sets(&self, call: &KeyCall) -> bool {
        let only = call.at == 0 && call.arguments.len() == 2 && call.operand.is_some();
        only && matches!(self.at(call.name), "Set" | "Add" | "Put" | "Store")
    }

    /// `request.SetQueryParam("key", value)` of a client gives the request back.
    fn is_sent(&self, call: &KeyCall) -> bool {
        let named = matches!(self.at(call.name), "SetQueryParam" | "AddQueryParam" | "SetHeader" | "AddHeader");
        named && call.at == 0 && call.arguments.len() == 2 && call.operand.is_some()
    }

    fn drop_call(&self, call: &KeyCall, second: Second) -> Option<Vec<Edit>> {
        let value = *call.arguments.get(call.at + 1)?;
        if self.sets(call) {
            return Some(vec![self.drop_line_or(call.statement?, false)]);
        }
        match second {
            Second::Link | Second::Again if self.is_event(call) => {
                Some(vec![self.drop_line_or(call.statement?, false)])
            }
            Second::Link => Some(vec![Edit::delete(Span { start: call.operand?.end, end: call.call.end })]),
            Second::Beside => Some(vec![self.drop_line_or(call.call, true)]),
            Second::Pair => {
                // The pair and the comma before it; a message or another pair always stands before.
                let before = call.arguments.get(call.at.checked_sub(1)?)?.end;
                Some(vec![Edit::delete(Span { start: before, end: value.end })])
            }
            Second::Again | Second::Nowhere => None,
        }
    }

    /// A copy with the new key before what stands in a list.
    fn dual_element(&self, element: Span, new: &str) -> Option<Vec<Edit>> {
        let copy = self.after(element, new)?;
        let glue = match self.own_line(element) {
            Some(line) => format!(",\n{}", &self.text()[line.start as usize..element.start as usize]),
            None => ", ".to_owned(),
        };
        Some(vec![Edit::insert(element.start, copy + &glue)])
    }

    fn dual_statement(&self, statement: Span, new: &str) -> Option<Vec<Edit>> {
        let line = self.own_line(statement)?;
        let indent = &self.text()[line.start as usize..statement.start as usize];
        Some(vec![Edit::insert(statement.start, format!("{}\n{indent}", self.after(statement, new)?))])
    }

    /// Deletes the whole line when nothing else stands on it, with a comment behind it; else the span with its comma.
    fn drop_line_or(&self, span: Span, comma: bool) -> Edit {
        match self.own_line(span) {
            Some(line) => Edit::delete(line),
            None => {
                let rest = &self.text()[span.end as usize..];
                let after = if comma { rest.len() - rest.trim_start_matches([',', ' ']).len() } else { 0 };
                let last = after == 0 && comma;
                let before = &self.text()[..span.start as usize];
                let start = if last { before.trim_end_matches([',', ' ']).len() } else { span.start as usize };
                Edit::delete(Span::new(start, span.end as usize + after))
            }
        }
    }

    /// The whole lines of `span`, with their line end, when only blanks stand before it and a comma or comment behind it.
    fn own_line(&self, span: Span) -> Option<Span> {
        let text = self.text();
        let start = text[..span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[span.end as usize..].find('\n').map_or(text.len(), |at| span.end as usize + at + 1);
        let before = text[start..span.start as usize].trim();
        let behind = text[span.end as usize..end].trim().trim_start_matches(',').trim_start();
        (before.is_empty() && (behind.is_empty() || behind.starts_with("//"))).then(|| Span::new(start, end))
    }
}
