//! Small files before and after, each as the real gofmt prints it. Random changes are in `tests/gofmt_random.rs`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests may stop anywhere; the ignored one lists what differs"
)]

use super::*;

/// `before` with every identifier `from` renamed to `to`, realigned.
fn renamed(before: &str, from: &str, to: &str) -> String {
    let lexed = lex::lex(before).expect("Go");
    let edits: Vec<Edit> = lexed
        .toks
        .iter()
        .filter(|tok| &before[tok.start..tok.end] == from)
        .map(|tok| Edit::replace(Span::new(tok.start, tok.end), to))
        .collect();
    assert!(!edits.is_empty());
    apply_edits(before, &realign(before, &edits)).expect("sorted edits")
}

#[test]
fn fields_tags_and_comments_keep_their_columns() {
    let before =
        "package p\n\ntype T struct {\n\tID   string `json:\"id\"` // who\n\tName string\n\n\tOther int // far\n}\n";
    let after = "package p\n\ntype T struct {\n\tSessionID string `json:\"id\"` // who\n\tName      string\n\n\tOther int // far\n}\n";
    assert_eq!(renamed(before, "ID", "SessionID"), after);
    assert_eq!(renamed(after, "SessionID", "ID"), before);
}

#[test]
fn a_comment_behind_a_string_over_lines_has_no_column() {
    let before = "package p\n\nvar (\n\ta = `x\ny` // one\n\tb = 2 // two\n)\n";
    let after = before.replace("\ta =", "\tabc =");
    assert_eq!(renamed(before, "a", "abc"), after);
}

#[test]
fn keys_are_aligned_until_one_is_much_longer() {
    let before = "package p\n\nvar x = T{\n\tA:  1,\n\tBc: 2,\n}\n";
    let long = "L".repeat(45);
    assert_eq!(renamed(before, "A", "Abc"), "package p\n\nvar x = T{\n\tAbc: 1,\n\tBc:  2,\n}\n");
    assert_eq!(renamed(before, "A", &long), format!("package p\n\nvar x = T{{\n\t{long}: 1,\n\tBc: 2,\n}}\n"));
}

#[test]
fn trailing_comments_move_together() {
    let before = "package p\n\nfunc f() {\n\ta := 1  // one\n\tbc := 2 // two\n\n\tg(a) // three\n}\n";
    let after = "package p\n\nfunc f() {\n\ta := 1 // one\n\tb := 2 // two\n\n\tg(a) // three\n}\n";
    assert_eq!(renamed(before, "bc", "b"), after);
    assert_eq!(renamed(after, "b", "bc"), before);
}

#[test]
fn const_groups_keep_their_type_column() {
    let before = "package p\n\nconst (\n\ta int = 1 // one\n\tb     = 2\n\tc\n)\n";
    let after = "package p\n\nconst (\n\ta   int = 1 // one\n\tbcd     = 2\n\tc\n)\n";
    assert_eq!(renamed(before, "b", "bcd"), after);
}

#[test]
fn a_body_that_no_longer_fits_is_broken() {
    let before = "package p\n\nfunc a() int { return one }\n\nfunc b() { g(func() { h() }); i() }\n";
    let long = "x".repeat(90);
    assert_eq!(
        renamed(before, "one", &long),
        format!("package p\n\nfunc a() int {{\n\treturn {long}\n}}\n\nfunc b() {{ g(func() {{ h() }}); i() }}\n")
    );
    assert_eq!(
        renamed(before, "i", &long),
        format!("package p\n\nfunc a() int {{ return one }}\n\nfunc b() {{\n\tg(func() {{ h() }})\n\t{long}()\n}}\n")
    );
    let before = "package p\n\nvar x interface{ a() Short }\n";
    let (fits, tight) = ("x".repeat(22), "x".repeat(23));
    assert_eq!(renamed(before, "Short", &fits), before.replace("Short", &fits));
    assert_eq!(renamed(before, "Short", &tight), format!("package p\n\nvar x interface {{\n\ta() {tight}\n}}\n"));
    let before = "package p\n\nvar x struct{ a Short }\n";
    assert_eq!(renamed(before, "Short", &long), format!("package p\n\nvar x struct {{\n\ta {long}\n}}\n"));
}

#[test]
fn a_field_that_gets_a_tag_gets_a_line() {
    let before = "package p\n\ntype T struct{ A string }\n";
    let end = before.find(" }").expect("the end of the field");
    let tagged = realign(before, &[Edit::insert(end as u32, " `json:\"A\"`")]);
    let after = "package p\n\ntype T struct {\n\tA string `json:\"A\"`\n}\n";
    assert_eq!(apply_edits(before, &tagged).as_deref(), Ok(after));
}

#[test]
fn the_limit_of_one_line_is_gofmts() {
    let line = |name: &str| format!("package p\n\nfunc (t T) Len() int {{ return len({name}) }}\n");
    let (fits, long) = ("x".repeat(67), "x".repeat(68));
    assert_eq!(renamed(&line("a"), "a", &fits), line(&fits));
    assert_eq!(renamed(&line("a"), "a", &long), line(&long).replace("{ ", "{\n\t").replace(" }", "\n}"));
    let line = |name: &str| format!("package p\n\nvar f = func() int {{ return len({name}) }}\n");
    let (fits, long) = ("x".repeat(78), "x".repeat(79));
    assert_eq!(renamed(&line("a"), "a", &fits), line(&fits));
    assert_eq!(renamed(&line("a"), "a", &long), line(&long).replace("{ ", "{\n\t").replace(" }", "\n}"));
}

#[test]
fn sections_that_were_not_aligned_are_left_alone() {
    let before = "package p\n\ntype T struct {\n\ta int\n\tbc int\n\n\td  int\n\tef int\n}\n";
    let after = "package p\n\ntype T struct {\n\taaa int\n\tbc int\n\n\tddd int\n\tef  int\n}\n";
    let once = renamed(before, "a", "aaa");
    assert_eq!(renamed(&once, "d", "ddd"), after);
}

#[test]
fn removed_and_added_lines_are_realigned() {
    let before = "package p\n\nvar x = T{\n\tRunID:     a,\n\tSessionID: a,\n\tB:         b,\n}\n";
    let line = before.find("\tSessionID").unwrap();
    let end = before.find("\tB:").unwrap();
    let edits = [Edit::delete(Span::new(line, end))];
    let after = apply_edits(before, &realign(before, &edits)).unwrap();
    assert_eq!(after, "package p\n\nvar x = T{\n\tRunID: a,\n\tB:     b,\n}\n");
    let at = after.find("\tRunID").unwrap() as u32;
    let edits = [Edit::insert(at, "\tSessionID: a,\n")];
    let after = apply_edits(&after, &realign(&after, &edits)).unwrap();
    assert_eq!(after, "package p\n\nvar x = T{\n\tSessionID: a,\n\tRunID:     a,\n\tB:         b,\n}\n");
    let before = "package p\n\nvar x = T{\n\tRunID: a,\n}\n\nvar y = 1\n";
    let edits = [Edit::delete(Span::new(before.find("\tRunID").unwrap(), before.find("}").unwrap()))];
    let after = apply_edits(before, &realign(before, &edits)).unwrap();
    assert_eq!(after, "package p\n\nvar x = T{}\n\nvar y = 1\n");
    let grouped = "package p\n\nvar (\n\tx = T{\n\t\tRunID: a,\n\t}\n\tlonger = 1\n)\n";
    let edits = [Edit::delete(Span::new(grouped.find("\t\tRunID").unwrap(), grouped.find("\t}").unwrap()))];
    let joined = apply_edits(grouped, &realign(grouped, &edits)).unwrap();
    assert_eq!(joined, "package p\n\nvar (\n\tx      = T{}\n\tlonger = 1\n)\n");
    let kinds = "package p\n\nvar x int\n\nvar y int\nvar z int\n\nfunc f() {}\n";
    let edits = [Edit::delete(Span::new(kinds.find("var z").unwrap(), kinds.find("func").unwrap()))];
    let joined = apply_edits(kinds, &realign(kinds, &edits)).unwrap();
    assert_eq!(joined, "package p\n\nvar x int\n\nvar y int\n\nfunc f() {}\n");
    let edits = [Edit::delete(Span::new(after.find("var y").unwrap(), after.len()))];
    assert_eq!(apply_edits(&after, &realign(&after, &edits)).unwrap(), "package p\n\nvar x = T{}\n");
}

#[test]
fn other_line_ends_stay() {
    let before =
        "package p\r\n\r\ntype T struct {\r\n\tID   int // a\r\n\tName string\r\n}\r\n\r\nfunc f() { g(a) }\r\n";
    let after = before.replace("ID   int // a", "LongID int // a").replace("Name string", "Name   string");
    assert_eq!(renamed(before, "ID", "LongID"), after);
    let long = "x".repeat(99);
    assert_eq!(renamed(before, "a", &long), before.replace("{ g(a) }", &format!("{{\r\n\tg({long})\r\n}}")));
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for (open, close) in [
        ("(", ")"),
        ("f(", ")"),
        ("T{", "}"),
        ("a[", "]"),
        ("-", ""),
        ("[]", "int"),
        ("func() { x = ", "}"),
        ("struct{ a ", "}"),
        ("func(a ", ")"),
        ("1 + (", ")"),
        ("func() { if a { x = ", "}}"),
        ("func() { for { switch { case a: x = ", "}}}"),
    ] {
        for depth in [100, 20_000] {
            let deep = format!("package p\n\nvar x = {}1{}\n", open.repeat(depth), close.repeat(depth));
            let edits = [Edit::replace(Span::new(15, 16), "yy")];
            realign(&deep, &edits);
        }
    }
}

#[test]
fn broken_code_gets_the_plain_edits() {
    for before in ["package p\n\nfunc {\n", "a `", "package p\nvar x = (", "", "\u{feff}package p\n"] {
        let edits = [Edit::insert(0, "x")];
        assert_eq!(realign(before, &edits), edits);
    }
    let deep = format!("package p\n\nvar x = {}1{}\n", "(".repeat(20_000), ")".repeat(20_000));
    let edits = [Edit::replace(Span::new(15, 16), "yy")];
    assert_eq!(realign(&deep, &edits), edits);
}

#[test]
fn composed_edits_do_what_both_do() {
    let first = [Edit::replace(Span::new(1, 3), "XYZ"), Edit::delete(Span::new(4, 5)), Edit::insert(6, "!")];
    let middle = apply_edits("abcdefgh", &first).unwrap();
    for start in 0..middle.len() {
        for end in start..=middle.len() {
            let second = [Edit::replace(Span::new(start, end), "--")];
            let both = compose(&first, &middle, &second);
            let expected = apply_edits(&middle, &second).unwrap();
            assert_eq!(apply_edits("abcdefgh", &both).as_deref(), Ok(expected.as_str()), "{start}..{end}");
        }
    }
}

/// Lays out each gofmt-clean file named in the list `RUNSESS_GO_FILES` and expects the very same bytes.
#[test]
#[ignore = "needs a list of gofmt-clean files in RUNSESS_GO_FILES"]
fn clean_files_are_reproduced() {
    let list = std::env::var("RUNSESS_GO_FILES").expect("RUNSESS_GO_FILES names a file with one path a line");
    let list = std::fs::read_to_string(list).expect("a readable list");
    let (mut same, mut failed) = (0, 0);
    for path in list.lines() {
        let Ok(src) = std::fs::read_to_string(path) else { continue };
        let Some(layout) = LaidOut::new(&src) else {
            println!("UNPARSED {path}");
            failed += 1;
            continue;
        };
        let mut changes = layout.changes(&src).peekable();
        if changes.peek().is_none() && layout.breaks.is_empty() {
            same += 1;
            continue;
        }
        failed += 1;
        println!("DIFFERS {path}");
        for (_, span, new) in changes.take(3) {
            let line = src[..span.start].matches('\n').count() + 1;
            println!("  {line}: {:?} instead of {:?} in {:?}", new, &src[span.clone()], src.lines().nth(line - 1));
        }
        for found in &layout.breaks {
            let at = layout.lexed.toks[found.open].line;
            println!("  {}: break in {:?}", at + 1, src.lines().nth(at));
        }
    }
    println!("{same} reproduced, {failed} not");
    assert_eq!(failed, 0);
}
