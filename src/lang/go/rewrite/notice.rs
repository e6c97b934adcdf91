//! Deprecation notices of Go: `// Deprecated: use SessionID.` in the doc comment of a declaration, as a paragraph of its own, where
//! staticcheck and gopls look for it. What puts a notice there can take it away again.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, Ident, InterfaceElem};
use crate::lang::go::visit::{Visit, walk_decl, walk_expr};
use crate::model::{Edit, Source, Span};
use crate::text::lines::{Line, line_end, line_start};

/// The edits that put a notice on the Go declaration whose name stands at `at`; none when it has a notice, or when no tool
/// would ever show one: uses within the package, in tests and in programs are not reported.
///
/// # Errors
/// Why it has to be done by hand.
pub(crate) fn put(source: &Source, decls: &[Decl], at: Span, new: &str) -> Result<Vec<Edit>, String> {
    let text = &*source.text;
    let name = &text[at.range()];
    let program = text.lines().any(|line| line.trim_end() == "package main");
    if !name.starts_with(char::is_uppercase) || source.path.ends_with("_test.go") || program {
        return Ok(Vec::new());
    }
    // Nor are names that only a function knows.
    let local = |decl: &Decl| matches!(decl, Decl::Func(it) if it.body.as_ref().is_some_and(|it| it.span.contains(at)));
    if decls.iter().any(local) {
        return Ok(Vec::new());
    }
    let mut finder = Finder { at, found: None };
    decls.iter().for_each(|decl| finder.decl(decl));
    let Some(site) = finder.found else {
        return Err("its declaration is not one that a doc comment can stand above".to_owned());
    };
    if site.embedded {
        return Ok(Vec::new());
    }
    if let Some(other) = site.others.first() {
        return Err(format!("it is declared together with `{other}`, which a notice would mark too: split the line"));
    }
    let start = line_start(text, site.span.start);
    let before = text[start..site.span.start as usize].trim();
    if !matches!(before, "" | "var" | "const" | "type") {
        return Err("other code stands before it on its line, so a doc comment has no place there".to_owned());
    }
    let line = Line::of(text, site.span.start);
    if line.comment_above().iter().any(|it| it.trim().starts_with("// Deprecated:")) {
        return Ok(Vec::new());
    }
    Ok(vec![line.insert_notice(new)])
}

/// The edit that takes the notice for exactly this new name away from the declaration whose name stands at `at`.
pub(crate) fn withdrawal(source: &Source, at: Span, new: &str) -> Option<Edit> {
    let text = &*source.text;
    let start = line_start(text, at.start);
    let mut end = start;
    let mine = format!("// Deprecated: use {new}.");
    let blank = |from: usize, to: usize| text[from..to].trim() == "//";
    while end > 0 {
        let begin = line_start(text, end as u32 - 1);
        let line = text[begin..end].trim();
        if !line.starts_with("//") {
            return None;
        }
        if line == mine {
            let above = begin.checked_sub(1).map_or(begin, |newline| line_start(text, newline as u32));
            if blank(above, begin) {
                return Some(Edit::delete(Span::new(above, end)));
            }
            // A directive is kept apart from the text above it.
            let below = line_end(text, end);
            return Some(Edit::delete(Span::new(begin, if blank(end, below) { below } else { end })));
        }
        end = begin;
    }
    None
}

impl<'t> Line<'t> {
    /// The lines of the `//` comment right above, with their ends.
    fn comment_above(&self) -> Vec<&'t str> {
        let lines: Vec<&str> = self.text[..self.start].split_inclusive('\n').collect();
        let count = lines.iter().rev().take_while(|line| line.trim_start().starts_with("//")).count();
        lines[lines.len() - count..].to_vec()
    }

    /// As the last paragraph of the doc comment, but before its directives (`//go:noinline`), which gofmt keeps last.
    fn insert_notice(&self, new: &str) -> Edit {
        let comment = self.comment_above();
        let directives: usize = comment.iter().rev().take_while(|it| is_directive(it) || it.trim() == "//").count();
        let (words, below) = comment.split_at(comment.len() - directives);
        // What is blank or a directive stays below; a blank line right behind the words separates these already.
        let at = self.start - below.iter().map(|line| line.len()).sum::<usize>();
        let above = self.above().trim();
        let block = above.ends_with("*/") && (above.starts_with("/*") || !above.contains("/*"));
        let documented = !words.is_empty() || block;
        let notice = format!("// Deprecated: use {new}.");
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let apart = format!("//{end}{}", self.indent);
        let detached = !documented && below.first().is_some_and(|line| is_directive(line));
        match (documented, detached) {
            (true, _) => self.insert_at(at, &format!("{apart}{notice}")),
            (false, true) => self.insert_at(at, &format!("{notice}{end}{}//", self.indent)),
            (false, false) => self.insert_at(at, &notice),
        }
    }
}

/// `//go:embed x`, `//nolint:errcheck`: no text for readers.
fn is_directive(line: &str) -> bool {
    let Some(rest) = line.trim().strip_prefix("//") else { return false };
    let word = rest.split([' ', '\t']).next().unwrap_or_default();
    let named = word.split_once(':').is_some_and(|(tool, what)| {
        let plain = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        plain(tool) && what.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
    });
    named || matches!(word, "line" | "extern" | "export" | "nolint")
}

/// Where a declaration stands, and what it declares beside the name that was looked for.
struct Site {
    span: Span,
    others: Vec<String>,
    embedded: bool,
}

/// Finds the declaration of the name at `at`: a function, type, value, field or interface method.
struct Finder {
    at: Span,
    found: Option<Site>,
}

impl Finder {
    fn take(&mut self, names: &[Ident], span: Span) {
        if names.iter().any(|name| name.span == self.at) {
            let others = names.iter().filter(|name| name.span != self.at).map(|name| name.name.to_string()).collect();
            self.found = Some(Site { span, others, embedded: false });
        }
    }
}

impl Visit for Finder {
    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Func(func) => self.take(std::slice::from_ref(&func.name), func.span),
            Decl::Type(spec) => self.take(std::slice::from_ref(&spec.name), spec.span),
            Decl::Var(spec) | Decl::Const(spec) => self.take(&spec.names, spec.span),
        }
        walk_decl(self, decl);
    }

    fn expr(&mut self, expr: &Expr) {
        if !expr.span.contains(self.at) {
            return;
        }
        match &expr.kind {
            ExprKind::StructType(fields) => {
                for Field { names, embedded, span, .. } in fields {
                    self.take(names, *span);
                    if *embedded && span.contains(self.at) {
                        self.found = Some(Site { span: *span, others: Vec::new(), embedded: true });
                    }
                }
            }
            ExprKind::InterfaceType(elements) => {
                for element in elements {
                    if let InterfaceElem::Method { name, .. } = element {
                        self.take(std::slice::from_ref(name), name.span);
                    }
                }
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::GO;
    use crate::lang::go::syntax::parse_file;
    use crate::model::edit::apply_edits;
    use crate::model::{FileId, Language, RepoId};

    fn source(text: &str, path: &str, language: Language) -> Source {
        let absolute = std::path::PathBuf::from(path);
        Source {
            id: FileId(0),
            repo: RepoId(0),
            path: path.into(),
            absolute,
            language,
            text: text.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        }
    }

    /// The name that stands between `<` and `>`, and the text without these.
    fn marked(text: &str) -> (String, Span) {
        let (open, close) = (text.find('<').expect("a mark"), text.find('>').expect("a mark"));
        (text.replace(['<', '>'], ""), Span::new(open, close - 1))
    }

    fn try_go(text: &str) -> Result<Vec<Edit>, String> {
        let (text, at) = marked(text);
        put(&source(&text, "a.go", GO), &parse_file(&text), at, "SessionID")
    }

    /// What comes above the marked name: with a notice, the second time nothing, and a rename takes it away.
    fn noted(text: &str) -> String {
        let edits = try_go(text).expect("no reason against it");
        let (before, at) = marked(text);
        let after = apply_edits(&before, &edits).expect("edits within the text");
        let grown = after.len() - before.len();
        let (it, name) = (source(&after, "a.go", GO), Span::new(at.start as usize + grown, at.end as usize + grown));
        assert_eq!(put(&it, &parse_file(&after), name, "SessionID"), Ok(Vec::new()), "twice is once");
        assert_eq!(withdrawal(&it, name, "ThreadID"), None, "it is for another name");
        let back = withdrawal(&it, name, "SessionID").expect("what was put there");
        assert_eq!(apply_edits(&after, &[back]), Ok(before), "a rename takes the notice away");
        after
    }

    #[test]
    fn a_notice_is_a_paragraph_of_its_own() {
        let field = |doc: &str| format!("package p\n\ntype T struct {{\n\tID string\n{doc}\t<RunID> string // x\n}}\n");
        let bare = |doc: &str| field(doc).replace(['<', '>'], "");
        assert_eq!(noted(&field("")), bare("\t// Deprecated: use SessionID.\n"));
        assert_eq!(noted(&field("\t// Old.\n")), bare("\t// Old.\n\t//\n\t// Deprecated: use SessionID.\n"));
        assert_eq!(noted(&field("\t/* Old. */\n")), bare("\t/* Old. */\n\t//\n\t// Deprecated: use SessionID.\n"));
    }

    #[test]
    fn directives_stay_below_the_notice() {
        let code = |doc: &str| format!("package p\n\n{doc}func <RunID>() {{}}\n");
        let bare = |doc: &str| code(doc).replace(['<', '>'], "");
        assert_eq!(noted(&code("//go:noinline\n")), bare("// Deprecated: use SessionID.\n//\n//go:noinline\n"));
        assert_eq!(
            noted(&code("// RunID.\n//\n//go:noinline\n")),
            bare("// RunID.\n//\n// Deprecated: use SessionID.\n//\n//go:noinline\n")
        );
    }

    #[test]
    fn every_declaration_that_others_can_see_may_have_one() {
        for code in [
            "type <RunID> string\n",
            "var <RunID> = 1\n",
            "const (\n\tA = iota\n\t<RunID>\n)\n",
            "func (t T) <RunID>() string { return \"\" }\n",
            "type I interface {\n\tOther()\n\t<RunID>() string\n}\n",
            "type T struct {\n\tIn struct {\n\t\t<RunID> string\n\t}\n}\n",
        ] {
            assert!(noted(&format!("package p\n\n{code}")).contains("// Deprecated: use SessionID.\n"));
        }
    }

    #[test]
    fn what_only_the_package_sees_has_none() {
        for code in [
            "package p\nvar <runID> = 1\n",
            "package main\n\nvar <RunID> = 1\n",
            "package p\nfunc f() {\n\tvar wire struct {\n\t\t<RunID> string\n\t}\n\t_ = wire\n}\n",
            "package p\ntype T struct {\n\t*<RunID>\n}\n",
        ] {
            assert_eq!(try_go(code), Ok(Vec::new()), "{code}");
        }
    }

    #[test]
    fn what_shares_its_line_is_for_people() {
        let both = try_go("package p\ntype T struct {\n\t<RunID>, Other string\n}\n");
        assert!(both.is_err_and(|reason| reason.contains("`Other`")));
        assert!(try_go("package p\ntype T struct{ <RunID> string }\n").is_err());
    }
}
