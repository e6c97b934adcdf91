//! Parses single declarations of a Go file with tree-sitter, each as a small text of its own: a query about one name pays
//! for the declarations that mention it, and a syntax error stays in the declaration that has it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::ControlFlow;

use smol_str::SmolStr;
use tree_sitter::{ParseOptions, Parser, Tree};

use super::entries::{Entry, EntryKind};
use super::kinds::{Grammar, Kind};
use super::lower::Lower;
use super::outline::outline;
use super::scan::{Scanner, Token};
use crate::lang::go::ast::{Block, Decl, Expr, ExprKind, Field, FuncDecl, Ident, Signature, TypeSpec, ValueSpec};
use crate::lang::tree;
use crate::model::Span;

/// How much of a function to parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Everything.
    Full,
    /// Functions without their bodies. Other declarations are read whole.
    Signature,
}

/// Parses one entry of the outline of `text`. Spans are bytes of `text`.
///
/// Gives the one declaration of the entry (each spec of a `const` group), whatever its syntax is worth: what can't be read
/// is `Bad`, and the declared names are there.
pub fn parse_entry(text: &str, entry: &Entry, depth: Depth) -> Vec<Decl> {
    let decls = match entry.kind {
        EntryKind::Func => vec![Decl::Func(parse_func(text, entry, depth))],
        EntryKind::Type | EntryKind::Var | EntryKind::Const => parse_specs(text, entry),
    };
    if decls.is_empty() { unread(entry) } else { decls }
}

/// Parses every declaration of a file.
pub fn parse_file(text: &str) -> Vec<Decl> {
    outline(text).entries.iter().flat_map(|entry| parse_entry(text, entry, Depth::Full)).collect()
}

/// Where the grammar does not understand the file, parsed as a whole: its `ERROR` nodes, and the empty places of its
/// `MISSING` ones. The grammar is not the compiler: compare a file with itself before and after a change. A file that the
/// parser gives up on is one error from end to end.
pub fn syntax_errors(text: &str) -> Vec<Span> {
    match parse(text) {
        Some(tree) => tree::errors(&tree),
        None => vec![Span::new(0, text.len())],
    }
}

/// The comments of a file, with their marks.
pub fn comments(text: &str) -> Vec<Span> {
    tree::comments(&tree_sitter_go::LANGUAGE.into(), text)
}

fn parse_func(text: &str, entry: &Entry, depth: Depth) -> FuncDecl {
    let end = match (depth, entry.body) {
        (Depth::Signature, Some(body)) => body.start,
        _ => entry.span.end,
    };
    let span = Span { start: entry.span.start, end };
    let want_body = depth == Depth::Full && entry.body.is_some();
    let parsed = parse_func_chunk(text, entry, span);
    if let Some((func, clean)) = parsed
        && (clean || !want_body)
    {
        return func;
    }
    // Header and body apart: an error in one must not cost the other.
    let header = Span { start: entry.span.start, end: entry.body.map_or(end, |body| body.start) };
    let mut func = match parse_func_chunk(text, entry, header) {
        Some((func, _)) => func,
        None => nameless_header(entry),
    };
    func.span = entry.span;
    if want_body && let Some(body) = entry.body {
        func.body = Some(parse_body(text, body));
    }
    func
}

/// The function in `span`, and whether the grammar understood all of it.
fn parse_func_chunk(text: &str, entry: &Entry, span: Span) -> Option<(FuncDecl, bool)> {
    let mut chunk = with_newline(text.get(span.range())?);
    let mut receiver = None;
    if let (Some(parens), Some(_)) = (entry.receiver_span, entry.type_params) {
        // Methods with type parameters (Go 1.27) are none to the grammar: it reads a function, and the receiver apart.
        receiver = parse_receiver(text, parens);
        let from = (parens.start - entry.span.start) as usize;
        chunk.to_mut().replace_range(from..from + parens.len(), &" ".repeat(parens.len()));
    }
    let tree = parse(&chunk)?;
    let root = tree.root_node();
    let mut lower = Lower::new(&tree, &chunk, span.start);
    let kids = lower.kids(root);
    let kid = kids.of(Kind::FunctionDeclaration).or_else(|| kids.of(Kind::MethodDeclaration))?;
    let mut func = lower.func_decl(kid)?;
    if receiver.is_some() {
        func.receiver = receiver;
    }
    let right_name = entry.names.first().is_some_and(|name| name.span == func.name.span);
    right_name.then_some((func, !root.has_error()))
}

fn parse_receiver(text: &str, parens: Span) -> Option<Field> {
    const PREFIX: &str = "func ";
    let chunk = format!("{PREFIX}{} x()\n", text.get(parens.range())?);
    let tree = parse(&chunk)?;
    let mut lower = Lower::new(&tree, &chunk, parens.start.wrapping_sub(PREFIX.len() as u32));
    let kids = lower.kids(tree.root_node());
    lower.func_decl(kids.of(Kind::MethodDeclaration)?)?.receiver
}

/// The statements between the braces of `body`, read as if they stood alone (the grammar allows that).
fn parse_body(text: &str, body: Span) -> Block {
    let inner = text.get(body.start as usize + 1..body.end as usize).unwrap_or_default();
    let inner = inner.strip_suffix('}').unwrap_or(inner);
    let chunk = with_newline(inner);
    let statements = match parse(&chunk) {
        Some(tree) => Lower::new(&tree, &chunk, body.start + 1).statements(tree.root_node()),
        None => Vec::new(),
    };
    Block { statements, span: body }
}

fn parse_specs(text: &str, entry: &Entry) -> Vec<Decl> {
    let Some(spec) = text.get(entry.span.range()) else { return Vec::new() };
    let prefix = match (entry.group, entry.kind) {
        (None, _) => "",
        (Some(_), EntryKind::Type) => "type ",
        (Some(_), _) => "var ",
    };
    let chunk = if prefix.is_empty() { with_newline(spec) } else { Cow::Owned(format!("{prefix}{spec}\n")) };
    let Some(tree) = parse(&chunk) else { return Vec::new() };
    let mut lower = Lower::new(&tree, &chunk, entry.span.start.wrapping_sub(prefix.len() as u32));
    let kids = lower.kids(tree.root_node());
    let mut decls: Vec<Decl> = Vec::new();
    for kid in kids.named() {
        if matches!(kid.kind, Kind::TypeDeclaration | Kind::VarDeclaration | Kind::ConstDeclaration) {
            decls.extend(lower.declaration(kid));
        }
    }
    decls
}

/// An entry of which nothing but the names could be read.
fn unread(entry: &Entry) -> Vec<Decl> {
    let span = entry.span;
    let bad = Expr { kind: ExprKind::Bad, span };
    let values = |names| ValueSpec { names, ty: None, values: Vec::new(), implicit: false, span };
    match entry.kind {
        EntryKind::Func => vec![Decl::Func(nameless_header(entry))],
        EntryKind::Var => vec![Decl::Var(values(entry.names.clone()))],
        EntryKind::Const => entry.names.iter().map(|name| Decl::Const(values(vec![name.clone()]))).collect(),
        EntryKind::Type => {
            let spec = |name: &Ident| TypeSpec {
                name: name.clone(),
                type_params: Vec::new(),
                alias: false,
                ty: bad.clone(),
                span,
            };
            entry.names.iter().map(|name| Decl::Type(spec(name))).collect()
        }
    }
}

/// A function of which only the name is known.
fn nameless_header(entry: &Entry) -> FuncDecl {
    let start = entry.span.start as usize;
    let name = entry.names.first().cloned();
    let name = name.unwrap_or(Ident { name: SmolStr::new_static("_"), span: Span::new(start, start) });
    let receiver = entry.receiver_span.map(|span| {
        let ty = Expr { kind: ExprKind::Bad, span };
        Field { names: Vec::new(), ty, tag: None, embedded: false, span }
    });
    let signature = Signature::default();
    FuncDecl { receiver, name, type_params: Vec::new(), signature, body: None, span: entry.span }
}

/// The grammar wants a terminator after a declaration.
fn with_newline(text: &str) -> Cow<'_, str> {
    Cow::Owned(format!("{text}\n"))
}

/// Brackets nested deeper than this are not parsed: there the parser's time is no longer linear.
const MAX_BRACKETS: usize = 1_000;

/// Parses `text`, which may use what newer Go has and the grammar does not. `None` for what no sane file has: brackets
/// nested a thousand deep, or syntax that takes the parser far too many steps.
fn parse(text: &str) -> Option<Tree> {
    if nests_too_deep(text) {
        return None;
    }
    let text = &*blocks_apart(text);
    let tree = parse_plain(text)?;
    if !tree.root_node().has_error() {
        return Some(tree);
    }
    // To the grammar the argument of `new` is a type; since Go 1.26 it may be an expression. Under any other name it is
    // a call like all others. The tree has offsets and no text, so whoever reads it still finds `new`.
    match hide_new_of_expressions(text).and_then(|hidden| parse_plain(&hidden)) {
        Some(other) if !other.root_node().has_error() => Some(other),
        _ => Some(tree),
    }
}

/// `text` with the semicolon that Go sets behind a `}` at the end of a line, where a block begins the next line. Without it the
/// grammar reads `if n != s.Last { f() }` and the block behind it as one `if` whose condition is the literal `s.Last{f()}`. Bytes
/// stay where they are.
fn blocks_apart(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    for open in memchr::memchr_iter(b'{', bytes) {
        let before = text[..open].trim_end_matches([' ', '\t']);
        if !before.ends_with(['\n', '\r']) {
            continue;
        }
        places.extend(last_line_of_code(before).and_then(|line| {
            let brace = line.rfind('}')?;
            let (code, rest) = line.split_at(brace);
            // A comment has no room for a semicolon in front of it unless a blank is there.
            let alone = rest[1..].trim().is_empty() || (rest[1..].starts_with([' ', '\t']) && is_comment(&rest[1..]));
            let at = line.as_ptr() as usize - text.as_ptr() as usize + brace + 1;
            (alone && !code.contains("//")).then_some(at)
        }));
    }
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut apart = text.to_owned();
    for at in places {
        apart.replace_range(at..at + 1, ";");
    }
    Cow::Owned(apart)
}

/// The last line that is neither blank nor a comment.
fn last_line_of_code(text: &str) -> Option<&str> {
    text.trim_end()
        .rsplit('\n')
        .map(str::trim_end)
        .take(MAX_COMMENT_LINES)
        .find(|it| !it.trim().is_empty() && !is_comment(it))
}

/// More lines of comments between two blocks are not passed over.
const MAX_COMMENT_LINES: usize = 64;

fn is_comment(text: &str) -> bool {
    text.trim_start().starts_with("//")
}

fn nests_too_deep(text: &str) -> bool {
    // Most texts have fewer brackets than that altogether.
    if text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count() <= MAX_BRACKETS {
        return false;
    }
    let mut scanner = Scanner::new(text.as_bytes(), 0, text.len());
    let mut depth = 0usize;
    loop {
        match scanner.next() {
            Token::Open(..) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            Token::End => return false,
            _ => {}
        }
        if depth > MAX_BRACKETS {
            return true;
        }
    }
}

/// A longer argument of `new` is not looked at, in bytes.
const MAX_NEW_ARGUMENT: usize = 4_096;

/// More calls of `new` than this are not looked at.
const MAX_NEWS: usize = 1_000;

/// `text` with `new` replaced by another name of three bytes wherever its argument is no type; `None` when it nowhere is.
fn hide_new_of_expressions(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    // Nested or unclosed ones must not make this quadratic: all arguments together may be as long as the text.
    let mut budget = text.len();
    for at in memchr::memmem::find_iter(bytes, b"new(").take(MAX_NEWS) {
        if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b'.')) {
            continue;
        }
        let open = at + b"new".len();
        let mut scanner = Scanner::new(bytes, open + 1, open + 1 + MAX_NEW_ARGUMENT);
        scanner.skip_brackets(b'(');
        budget = budget.checked_sub(scanner.pos - open)?;
        if scanner.unclosed {
            continue;
        }
        let argument = text.get(open + 1..scanner.pos - 1)?;
        let as_type = parse_plain(&format!("var _ {argument}\n"))?;
        if as_type.root_node().has_error() {
            places.push(at);
        }
    }
    if places.is_empty() {
        return None;
    }
    let mut hidden = text.to_owned();
    for at in places {
        hidden.replace_range(at..at + 3, "nev");
    }
    Some(hidden)
}

/// Parses `text`; `None` when that takes far more steps than any sane text of its length. Counting steps rather than
/// time keeps the answer the same on every machine.
fn parse_plain(text: &str) -> Option<Tree> {
    thread_local! {
        static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
    }
    let bytes = text.as_bytes();
    let mut budget = step_budget(bytes.len());
    let mut progress = |_: &tree_sitter::ParseState| {
        budget = budget.saturating_sub(1);
        if budget == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    PARSER.with_borrow_mut(|slot| {
        let parser = match slot {
            Some(parser) => parser,
            None => {
                let mut parser = Parser::new();
                parser.set_language(&Grammar::get().language).ok()?;
                slot.insert(parser)
            }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let mut read = |offset: usize, _| bytes.get(offset..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            // Otherwise the next parse would resume this one.
            parser.reset();
        }
        tree
    })
}

/// Progress reports (one for each hundred or so parser operations) that a text of this length in bytes may take. Over the Go
/// distribution the mean is one for 120 bytes, the most one for 45.
fn step_budget(length: usize) -> usize {
    4_000 + length / 32
}
