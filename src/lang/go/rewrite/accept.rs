//! A key that old clients still send: read by its new name, with the old one behind it and a warning; later the old one is
//! refused. What it can't do without a doubt is left to people, with the reason.

use crate::lang::go::ast::{Decl, Expr, ExprKind, LiteralKind, Stmt, StmtKind};
use crate::lang::go::fallback::{Fallback, Otherwise, fallbacks};
use crate::lang::go::resolve::types::{Basic, Type};
use crate::lang::go::visit::{Visit, walk_stmt};
use crate::model::plan::{Group, Input, place};
use crate::model::{Carrier, Edit, FileId, Role, Span};

use super::GoPlanner;
use super::alias::lines;
use super::page::{Absent, Page, Target};
use super::reads::{Question, Read, Second, Standing, defaulted, enclosing, is_filled, question, read, standing};

/// Edits, and what a person has to know of them.
pub(crate) type Accepted = (Vec<Edit>, Option<String>);

const NO_WARNING: &str =
    "nothing that is in sight here logs, so nothing warns when the old name is used: add a warning";

const UNHEARD: &str =
    "the old name is not read any more, and nothing here refuses it: who still sends it is not heard from then on";

const ONE_FLAG: &str = "a flag is declared by one name: declare the second one beside it, and read both";

impl GoPlanner<'_> {
    /// True when the occurrence is a key that is read, not one that is written.
    pub(crate) fn is_read(&mut self, input: &Input, at: usize) -> bool {
        let it = &input.facts.occurrences[at];
        self.decls(it.file, it.span).is_some_and(|decls| {
            let asks = || question(&decls, it.span).is_some();
            read(&decls, it.span).is_some() || defaulted(&decls, it.span).is_some() || asks()
        })
    }

    /// The edits that read `new` first and the old key where it is absent.
    ///
    /// # Errors
    /// Why a person has to do it.
    pub(crate) fn accept_both(
        &mut self,
        input: &Input,
        at: usize,
        new: &str,
        groups: &[Group],
    ) -> Result<Accepted, String> {
        let occurrence = &input.facts.occurrences[at];
        let (file, hit) = (occurrence.file, occurrence.span);
        if occurrence.carrier == Some(Carrier::Flag) {
            return Err(ONE_FLAG.to_owned());
        }
        let source = &input.sources[file.0 as usize];
        let decls = self.decls(file, hit).ok_or("the code around it could not be read")?;
        if let Some(call) = defaulted(&decls, hit) {
            return within_default(&call, Page { text: &source.text, file, groups, hit, new });
        }
        if let Some(Question { call, inner, .. }) = question(&decls, hit) {
            let page = Page { text: &source.text, file, groups, hit, new };
            return Ok((page.either(call, inner)?, Some(NO_WARNING.to_owned())));
        }
        let read = read(&decls, hit).ok_or("the key is not simply read here")?;
        if source.path.ends_with("_test.go") && occurrence.role == Role::MapKey {
            // What a test looks at is what our own code wrote, under both names by now.
            return Ok((vec![Edit::replace(hit, new)], None));
        }
        if is_filled(&decls, hit) {
            return Err(
                "the map is filled here under names that are not written beside it: give both names there first"
                    .to_owned(),
            );
        }
        let chain = enclosing(&decls, hit);
        let statement = chain.last().ok_or("it is read outside of a function, where no statement can stand")?;
        let page = Page { text: &source.text, file, groups, hit, new };
        let whole = page.renamed(read.key)?;
        let key = whole.trim_matches(['"', '`']);
        let warning = self.warning(input, file, &decls, hit, (occurrence.role, key));
        let note = warning.is_none().then(|| NO_WARNING.to_owned());
        let of_request = matches!(occurrence.carrier, Some(Carrier::Address | Carrier::Header | Carrier::Cookie));
        let edits = match target(statement, &read) {
            Some(target) => {
                let absent = self.absent((file, of_request), &read, &target, page.text)?;
                let fallback = page.fallback(&target, &read, &absent, warning.as_deref())?;
                let taken =
                    |name: &String| self.free(input, file, hit, name, true).is_err() || page.brings(&decls, name);
                match standing(&chain) {
                    Standing::List => page.behind(statement, &fallback),
                    Standing::Init if !target.declared.iter().any(taken) => page.before_if(&chain, &fallback),
                    Standing::Init => {
                        let name = self.fresh(input, &page, &decls, &local_name(new))?;
                        let named = if read.second == Some(Second::Error) { "err" } else { "has" };
                        let has = match target.comma {
                            true => Some(self.fresh(input, &page, &decls, &second_name(named, new))?),
                            false => None,
                        };
                        let target = Target::of(&name, has);
                        let absent = self.absent((file, of_request), &read, &target, page.text)?;
                        let fallback = page.fallback(&target, &read, &absent, warning.as_deref())?;
                        page.hoisted(if_of(&chain)?, &read, &target.written, &fallback)
                    }
                    Standing::Fixed => Err("no other statement may stand beside this one".to_owned()),
                }
            }
            None if read.second.is_some() => {
                Err("it gives two values, which go elsewhere: give them variables of their own".to_owned())
            }
            None => {
                let name = self.fresh(input, &page, &decls, &local_name(new))?;
                let target = Target::of(&name, None);
                let absent = self.absent((file, of_request), &read, &target, page.text)?;
                stands_alone(&chain, &read, hit)?;
                let fallback = page.fallback(&target, &read, &absent, warning.as_deref())?;
                page.hoisted(statement, &read, &name, &fallback)
            }
        };
        Ok((edits?, note))
    }

    /// The edits that refuse the old key where it was read behind the new one, or that only take it away where nobody can
    /// be told; and those that take away a comparison of both.
    ///
    /// # Errors
    /// Why a person has to do it.
    pub(crate) fn drop_read(&mut self, input: &Input, at: usize, groups: &[Group]) -> Result<Accepted, String> {
        let occurrence = &input.facts.occurrences[at];
        let (file, hit) = (occurrence.file, occurrence.span);
        let text = &*input.sources[file.0 as usize].text;
        let decls = self.decls(file, hit).ok_or("the code around it could not be read")?;
        let all = fallbacks(text, &decls);
        if let Some(either) = all.iter().find(|it| it.kind == Otherwise::Either && it.span.contains(hit)) {
            return Ok((self.drop_question((file, hit), &decls, either, groups, text)?, None));
        }
        let found = all.into_iter().find(|it| it.old.contains(hit));
        let Some(found) = found else { return Ok((compared(text, &decls, hit)?, None)) };
        if found.kind == Otherwise::Refuses {
            return Err("it refuses the old name: take it away when no old client is left, which would silently get \
                        another answer"
                .to_owned());
        }
        if found.kind == Otherwise::Default {
            return Err(UNANSWERED.to_owned());
        }
        let new = &text[found.new.range()];
        if occurrence.carrier == Some(Carrier::Cookie) {
            // Who still has the old cookie has no name for it: the cookie is as good as gone.
            let whole = lines(text, found.statement).ok_or("other code stands on its line")?;
            return Ok((vec![Edit::delete(whole)], None));
        }
        let Some((http, writer)) = self.answer(file, &decls, hit) else {
            if occurrence.role == Role::MapKey && occurrence.carrier != Some(Carrier::Header) {
                let whole = lines(text, found.statement).ok_or("other code stands on its line")?;
                return Ok((vec![Edit::delete(whole)], Some(UNHEARD.to_owned())));
            }
            return Err(UNANSWERED.to_owned());
        };
        let chain = enclosing(&decls, hit);
        let outer = chain.iter().find(|it| it.span == found.statement).ok_or("the fallback could not be read")?;
        let StmtKind::If { init: None, cond, .. } = &outer.kind else {
            return Err("the fallback has another shape than runsess writes".to_owned());
        };
        let page = Page { text, file, groups, hit, new };
        let (condition, old) = (page.now(cond.span)?, page.now(found.read)?);
        let head = match condition.split_once(" == ") {
            // The value may be of another type or missing: asserted alone, it panics.
            _ if read(&decls, hit).is_some_and(|it| it.second == Some(Second::Sent)) => {
                format!("if _, old := {old}; {condition} && old {{")
            }
            Some((_, zero)) if is_asserted(text, found.read) => {
                format!("if old, _ := {old}; {condition} && old != {zero} {{")
            }
            Some((_, zero)) => format!("if {condition} && {old} != {zero} {{"),
            None if condition.starts_with('!') => format!("if _, old := {old}; {condition} && old {{"),
            None => return Err("the fallback has another shape than runsess writes".to_owned()),
        };
        let (indent, end) = (page.indent(found.statement), page.end());
        let message = format!("a parameter was renamed: send {}", new.trim_matches(['"', '`']));
        let body = format!("{indent}\t{http}.Error({writer}, \"{message}\", {http}.StatusBadRequest)");
        let refusal = format!("{head}{end}{body}{end}{indent}\treturn{end}{indent}}}");
        Ok((vec![Edit::replace(found.statement, refusal)], None))
    }

    /// The edits that ask by the new name alone, and refuse who sends the old one alone.
    fn drop_question(
        &mut self,
        (file, hit): (FileId, Span),
        decls: &[Decl],
        either: &Fallback,
        groups: &[Group],
        text: &str,
    ) -> Result<Vec<Edit>, String> {
        let whole = text.get(either.span.range()).unwrap_or_default();
        let (left, right) = whole.split_once(" || ").ok_or("its two questions could not be read")?;
        let old_first = either.new.contains(hit);
        let (old, new) = if old_first { (left, right) } else { (right, left) };
        let (http, writer) = self.answer(file, decls, hit).ok_or(UNANSWERED)?;
        let chain = enclosing(decls, hit);
        let statement = chain.last().ok_or("it is asked outside of a function, where no statement can stand")?;
        let guarded = question(decls, either.new).is_none_or(|it| it.guarded);
        let read = Read {
            value: Expr { kind: ExprKind::Literal(LiteralKind::String), span: either.span },
            key: hit,
            call: true,
            asserted: false,
            guarded,
            second: None,
        };
        stands_alone(&chain, &read, hit)?;
        let key = text.get(if old_first { either.old } else { either.new }.range()).unwrap_or_default();
        let page = Page { text, file, groups, hit, new: key };
        let message = format!("a parameter was renamed: send {}", key.trim_matches(['"', '`']));
        let refusal = page.before(
            statement,
            &[
                format!("if !{new} && {old} {{"),
                format!("\t{http}.Error({writer}, \"{message}\", {http}.StatusBadRequest)"),
                "\treturn".to_owned(),
                "}".to_owned(),
            ],
        )?;
        // The parentheses were those of both.
        let (before, behind) = (&text[..either.span.start as usize], &text[either.span.end as usize..]);
        let is_argument = before.trim_end_matches('(').ends_with(|it: char| it.is_alphanumeric() || it == '_');
        let paren = u32::from(before.ends_with('(') && behind.starts_with(')') && !is_argument);
        let around = Span { start: either.span.start - paren, end: either.span.end + paren };
        Ok(vec![refusal, Edit::replace(around, new)])
    }

    /// What `value` is when the key was not sent.
    fn absent(
        &mut self,
        (file, of_request): (FileId, bool),
        read: &Read,
        target: &Target,
        text: &str,
    ) -> Result<Absent, String> {
        if let Some(ok) = &target.ok {
            let fails = read.second == Some(Second::Error);
            return Ok(if fails { Absent::Fails(ok.clone()) } else { Absent::NotOk(ok.clone()) });
        }
        if read.second == Some(Second::Sent) {
            // The value is empty where it was not sent.
            return Ok(Absent::Is("\"\""));
        }
        if read.asserted && !target.comma {
            return Err("a missing key panics here: decide what holds when neither name is sent".to_owned());
        }
        if target.comma {
            return match &read.value.kind {
                ExprKind::TypeAssert { ty: Some(ty), .. } if &text[ty.span.range()] == "string" => {
                    Ok(Absent::Is("\"\""))
                }
                _ => Err("the second value, which tells whether the key was sent, is thrown away".to_owned()),
            };
        }
        let info = self.info(file, read.value.span).ok_or("the code around it could not be read")?;
        let ty = info.ty(read.value.span);
        let under = self.universe().underlying(ty);
        match self.universe().ty(under) {
            Type::Basic(Basic::String | Basic::UntypedString) => Ok(Absent::Is("\"\"")),
            Type::Interface(..) | Type::Map(..) | Type::Slice(_) | Type::Pointer(_) => Ok(Absent::Is("nil")),
            // All that reads a parameter of a request by its name gives a string.
            Type::Unknown if read.call && of_request => Ok(Absent::Is("\"\"")),
            Type::Unknown => Err("its type is not known, so nothing tells whether the key was sent".to_owned()),
            _ => Err("its zero value does not tell whether the key was sent".to_owned()),
        }
    }

    /// `base`, or `base` with a number, that nothing else in the declaration is called.
    fn fresh(&mut self, input: &Input, page: &Page, decls: &[Decl], base: &str) -> Result<String, String> {
        let mut reason = String::new();
        for number in 1..10 {
            let name = if number == 1 { base.to_owned() } else { format!("{base}{number}") };
            match self.free(input, page.file, page.hit, &name, false) {
                Ok(()) if !page.brings(decls, &name) => return Ok(name),
                Ok(()) => {}
                Err(other) => reason = other,
            }
        }
        Err(if reason.is_empty() { format!("too many variables are called `{base}` already") } else { reason })
    }

    /// Whether `name` may be declared in the block around `at`; `moves` when it is declared by the statement there already,
    /// which is its only namesake then.
    fn free(&mut self, input: &Input, file: FileId, at: Span, name: &str, moves: bool) -> Result<(), String> {
        let unread = "the code around it could not be read";
        let decls = self.decls(file, at).ok_or(unread)?;
        let bindings = self.bindings(file, at).ok_or(unread)?;
        let mut jumps = Jumps { text: &input.sources[file.0 as usize].text, found: false };
        decls.iter().for_each(|decl| jumps.decl(decl));
        if jumps.found {
            return Err("the function has a goto, which may not jump over a new variable".to_owned());
        }
        let here = |decl: Span| moves && enclosing(&decls, decl).last().is_some_and(|stmt| stmt.span.contains(at));
        let others = bindings.iter().filter(|it| it.name == name && !it.decl.is_some_and(here));
        match others.filter_map(|it| it.decl.or(it.uses.first().copied())).next() {
            Some(other) => {
                let place = place(input, file, other.start);
                Err(format!("a variable `{name}` would have to be declared before it, and there is one ({place})"))
            }
            None => Ok(()),
        }
    }
}

/// Why a fallback is not taken away.
const UNANSWERED: &str = "an old client must not silently get another answer, and no http.ResponseWriter is in sight here to \
     refuse the old name with: refuse it by hand, then take the fallback away";

/// `c.DefaultQuery("new", c.DefaultQuery("old", ""))`: the old key is asked for where the new one is not there.
fn within_default(call: &Expr, page: Page) -> Result<Accepted, String> {
    let ExprKind::Call { function, arguments, .. } = &call.kind else { return Err("it is no call".to_owned()) };
    let ExprKind::Selector { operand, .. } = &function.kind else { return Err("it is no method".to_owned()) };
    chain_of_names(operand).ok_or("what is asked is the result of another call: give it a variable of its own")?;
    let fallback = arguments.last().ok_or("it has no default")?;
    let old = page.now(call.span)?;
    let edits = vec![Edit::replace(page.hit, page.new), Edit::replace(fallback.span, old)];
    Ok((edits, Some(NO_WARNING.to_owned())))
}

/// `m["old"].(string)`, or what cleans it.
fn is_asserted(text: &str, read: Span) -> bool {
    text.get(read.range()).is_some_and(|it| it.trim_end().ends_with(".(string)"))
}

/// The left side that a statement gives the value to, when that is all that becomes of it.
fn target(statement: &Stmt, read: &Read) -> Option<Target> {
    let spec;
    let (left, right, declares): (&[Expr], &[Expr], bool) = match &statement.kind {
        StmtKind::Define { left, right } => (left, right, true),
        StmtKind::Assign { left, op, right } if op == "=" => (left, right, false),
        StmtKind::Decl(decls) => match decls.as_slice() {
            [Decl::Var(it)] => {
                let name =
                    |it: &crate::lang::go::ast::Ident| Expr { kind: ExprKind::Ident(it.name.clone()), span: it.span };
                spec = it.names.iter().map(name).collect::<Vec<_>>();
                (&spec, &it.values, true)
            }
            _ => return None,
        },
        _ => return None,
    };
    let at = right.iter().position(|value| value.span == read.value.span)?;
    let written = |expr: &Expr| chain_of_names(expr);
    let name = |expr: &Expr| match &expr.kind {
        ExprKind::Ident(name) if name != "_" => Some(name.to_string()),
        _ => None,
    };
    let declared = if declares { left.iter().filter_map(name).collect() } else { Vec::new() };
    if let ([value, ok], [_]) = (left, right) {
        let both = [value, ok].map(written);
        let [Some(first), Some(second)] = both else { return None };
        let sent = (second != "_").then(|| second.clone());
        let written = format!("{first}, {second}");
        return Some(Target { written, value: value.span, ok: sent, comma: true, declared });
    }
    let value = left.get(at).filter(|_| left.len() == right.len())?;
    let written = written(value).filter(|name| name != "_")?;
    Some(Target { written, value: value.span, ok: None, comma: false, declared })
}

/// `x`, `x.y.z`: names that can be written a second time.
fn chain_of_names(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Ident(name) => Some(name.to_string()),
        ExprKind::Selector { operand, name } => Some(format!("{}.{}", chain_of_names(operand)?, name.name)),
        _ => None,
    }
}

/// Whether a variable may take the value before the statement that uses it.
fn stands_alone(chain: &[Stmt], read: &Read, hit: Span) -> Result<(), String> {
    if read.guarded {
        return Err("it is only read when what stands before it holds: give the value a variable of its own".to_owned());
    }
    if standing(chain) != Standing::List {
        return Err("no other statement may stand before this one: give the value a variable of its own".to_owned());
    }
    let fits = match chain.last().map(|stmt| &stmt.kind) {
        Some(StmtKind::If { init: None, cond, .. }) => cond.span.contains(hit),
        Some(StmtKind::Switch { init: None, tag: Some(tag), .. }) => tag.span.contains(hit),
        Some(StmtKind::Range { operand, .. }) => operand.span.contains(hit),
        Some(
            StmtKind::Expr(_)
            | StmtKind::Assign { .. }
            | StmtKind::Define { .. }
            | StmtKind::Return(_)
            | StmtKind::Send { .. }
            | StmtKind::Go(_)
            | StmtKind::Defer(_)
            | StmtKind::Decl(_),
        ) => true,
        _ => false,
    };
    fits.then_some(()).ok_or_else(|| "the value is read where no variable can be: give it one by hand".to_owned())
}

/// `if resp["old"] != resp["new"] { … }`: with one key only, there is nothing to compare.
fn compared(text: &str, decls: &[Decl], hit: Span) -> Result<Vec<Edit>, String> {
    let way_out = "both names are compared here, and only one is left: take the comparison away";
    let chain = enclosing(decls, hit);
    let Some(Stmt { kind: StmtKind::If { init: None, cond, otherwise: None, .. }, span }) = chain.last() else {
        return Err("it is read beside the new name, and nothing tells what for".to_owned());
    };
    let ExprKind::Binary { op, left, right } = &cond.kind else { return Err(way_out.to_owned()) };
    if op != "!=" || crate::lang::go::fallback::alike(text, left, right).is_none() || standing(&chain) != Standing::List
    {
        return Err(way_out.to_owned());
    }
    let whole = lines(text, *span).ok_or("other code stands on its line: give it a line of its own")?;
    Ok(vec![Edit::delete(whole)])
}

/// The `if` whose first statement ends the chain, where another statement may stand before it.
fn if_of(chain: &[Stmt]) -> Result<&Stmt, String> {
    let (_, outer) = chain.split_last().ok_or("its statement could not be read")?;
    match (outer.last(), standing(outer)) {
        (Some(stmt), Standing::List) => Ok(stmt),
        _ => Err("it stands behind an else, where no other statement may stand".to_owned()),
    }
}

/// Whether `session_id` was sent: `hasSessionID`, `errSessionID`.
fn second_name(what: &str, key: &str) -> String {
    let name = local_name(key);
    let first = name.chars().next().map_or(0, char::len_utf8);
    format!("{what}{}{}", name[..first].to_uppercase(), &name[first..])
}

/// `session_id` as a Go variable: `sessionID`.
fn local_name(key: &str) -> String {
    let mut name = String::new();
    for word in key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        match (name.is_empty(), word.to_ascii_lowercase().as_str()) {
            (true, _) => name = format!("{}{rest}", first.to_lowercase()),
            (false, "id" | "url" | "api") => name.push_str(&word.to_ascii_uppercase()),
            (false, _) => name.push_str(&format!("{}{rest}", first.to_uppercase())),
        }
    }
    name
}

struct Jumps<'t> {
    text: &'t str,
    found: bool,
}

impl Visit for Jumps<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        let jumps = || self.text.get(stmt.span.range()).is_some_and(|text| text.starts_with("goto"));
        self.found |= matches!(stmt.kind, StmtKind::Branch { .. }) && jumps();
        walk_stmt(self, stmt);
    }
}
