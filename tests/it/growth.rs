//! Time and memory grow with the input and no faster, for inputs that somebody could send to make them: long chains, deep nesting,
//! endless lines, many names in one declaration. Each shape is made at n, 2n and 4n and given to the program.
//!
//! The bound is loose, as other tests run beside. `RUNSESS_GROWTH=target/release/runsess cargo test --test it growth --
//! --nocapture --test-threads 1` measures that program on inputs ten times the size, prints what it saw and holds the bar of
//! docs/reliability.md.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{put, runsess};

/// What a program used: seconds of processor time, and megabytes at its largest.
#[derive(Clone, Copy)]
struct Used {
    seconds: f64,
    megabytes: f64,
}

/// The exponent k of a cost that grows with n^k, seen at n and at 4n.
fn exponent(one: f64, four: f64) -> f64 {
    (four.max(0.01) / one.max(0.01)).log(4.0)
}

/// Runs `args` over the shape that `write` makes and holds its growth.
fn grows_with_its_input(name: &str, n: usize, args: &[&str], write: impl Fn(&Path, usize)) {
    let program = std::env::var("RUNSESS_GROWTH").ok();
    let (n, bar) = if program.is_some() { (n * 10, 1.2) } else { (n, 1.5) };
    let seen = [n, 2 * n, 4 * n].map(|n| {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "w/go.mod", "module x.test/r\n\ngo 1.22\n");
        write(&dir.path().join("w"), n);
        let mut command = runsess(args);
        if let Some(program) = &program {
            command = Command::new(std::fs::canonicalize(program).unwrap());
            command.args(args).env("RUNSESS_CACHE_DIR", "");
        }
        command.arg("w").current_dir(dir.path()).env("XDG_STATE_HOME", dir.path());
        // Others run beside: the least of three is what it takes.
        let runs = [(); 3].map(|()| used(&mut command));
        let least = |of: fn(&Used) -> f64| runs.iter().map(of).fold(f64::MAX, f64::min);
        Used { seconds: least(|it| it.seconds), megabytes: least(|it| it.megabytes) }
    });
    let [one, _, four] = seen;
    let (time, memory) = (exponent(one.seconds, four.seconds), exponent(one.megabytes, four.megabytes));
    if program.is_some() {
        let figures = seen.map(|it| format!("{:.2} s {:.0} MB", it.seconds, it.megabytes)).join(" | ");
        println!("| {name} | {n} | {figures} | {time:.2} | {memory:.2} |");
    }
    assert!(time <= bar, "{name}: time grows with n^{time:.2}: {:.2} s, then {:.2} s", one.seconds, four.seconds);
    assert!(memory <= bar, "{name}: memory grows with n^{memory:.2}: {} MB, then {} MB", one.megabytes, four.megabytes);
}

/// Runs `command` to its end. What it used is read while it is a process of its own or has ended and was not waited for.
fn used(command: &mut Command) -> Used {
    /// Of `utime` and `stime`: Linux counts them in hundredths of a second, whatever its own clock does.
    const TICKS: f64 = 100.0;
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let read = |what: &str| std::fs::read_to_string(format!("/proc/{}/{what}", child.id())).unwrap_or_default();
    let mut megabytes = 0.0;
    let seconds = loop {
        let status = read("status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        megabytes = peak.map_or(megabytes, |kilobytes: f64| kilobytes / 1024.0);
        let stat = read("stat");
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split_whitespace().collect();
        if fields[0] == "Z" {
            break fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap() / TICKS).sum();
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    let status = child.wait().unwrap();
    assert!(matches!(status.code(), Some(0 | 1)), "it ended with {status}");
    Used { seconds, megabytes }
}

const SCAN: &[&str] = &["scan", "--format", "jsonl"];
/// Locals, fields, functions: what one build knows whole.
const APPLY: &[&str] = &["apply", "--batch", "1", "--diff"];

/// What `text` makes of each number below `n`.
fn each(n: usize, text: impl Fn(usize) -> String) -> String {
    (0..n).map(text).collect()
}

/// A Go file of a package with a type that says what a session is.
fn go(dir: &Path, text: &str) {
    put(dir, "a.go", &format!("package r\n\ntype S struct{{ SessionID string }}\n\n{text}"));
}

fn typescript(dir: &Path, text: &str) {
    put(dir, "a.ts", &format!("export interface S {{ sessionId: string }}\n{text}"));
}

#[test]
fn a_chain_of_assignments() {
    grows_with_its_input("chain of assignments, Go", 300, SCAN, |dir, n| {
        let steps = each(n, |i| format!("\trunID{} := runID{i}\n", i + 1));
        go(dir, &format!("func f() {{\n\trunID0 := \"\"\n{steps}\t_ = S{{SessionID: runID{n}}}\n}}\n"));
    });
    grows_with_its_input("chain of assignments, TypeScript", 300, SCAN, |dir, n| {
        let steps = each(n, |i| format!("  const runId{} = runId{i};\n", i + 1));
        typescript(
            dir,
            &format!(
                "export function f(): S {{\n  const runId0 = \"\";\n{steps}  return {{ sessionId: runId{n} }};\n}}\n"
            ),
        );
    });
}

#[test]
fn a_chain_of_calls() {
    grows_with_its_input("chain of calls, Go", 300, SCAN, |dir, n| {
        let steps = each(n, |i| format!("func f{i}(runID string) {{ f{}(runID) }}\n", i + 1));
        go(dir, &format!("{steps}func f{n}(runID string) S {{ return S{{SessionID: runID}} }}\n"));
    });
}

#[test]
fn nested_literals_and_chained_calls() {
    grows_with_its_input("nested object literals", 500, SCAN, |dir, n| {
        typescript(dir, &format!("export const x = {}1{};\n", "{ runId: ".repeat(n), " }".repeat(n)));
    });
    grows_with_its_input("`.then(runId => …)`", 500, SCAN, |dir, n| {
        typescript(dir, &format!("export const x = load(){};\n", ".then(runId => runId)".repeat(n)));
    });
}

#[test]
fn an_endless_line() {
    for (name, file, start, word) in [
        ("one line of strings, Go", "b.go", "package r\n\nvar x = []string{", "\"run_id\", "),
        ("one comment, Go", "b.go", "package r\n\n// ", "run_id "),
        ("no syntax, Go", "b.go", "package r\n\n", "run_id "),
        ("one line of names, TypeScript", "b.ts", "const x = [", "runId, "),
        ("no syntax, TypeScript", "b.ts", "", "run id "),
        ("one line of text", "b.txt", "", "run_id "),
        ("one line of Markdown", "b.md", "", "run_id "),
    ] {
        grows_with_its_input(name, 2000, SCAN, |dir, n| put(dir, file, &format!("{start}{}", word.repeat(n))));
    }
}

/// What is written for words is looked for in the whole line.
#[test]
fn a_line_of_reworded_hits() {
    let words: &[&str] = &["apply", "--batch", "2", "--diff"];
    grows_with_its_input("one comment of reworded names, Go", 2000, words, |dir, n| {
        go(
            dir,
            &format!(
                "// f is about {}\nfunc f(runID string) S {{ return S{{SessionID: runID}} }}\n",
                "runID, ".repeat(n)
            ),
        );
    });
}

#[test]
fn a_struct_of_renamed_fields() {
    grows_with_its_input("struct of n fields, Go", 60, APPLY, |dir, n| {
        let fields = each(n, |i| format!("\tRunID{i} string\n"));
        let uses = each(n, |i| format!("\t_ = S{{SessionID: t.RunID{i}}}\n"));
        go(dir, &format!("type Turn struct {{\n{fields}}}\n\nfunc f(t Turn) {{\n{uses}}}\n"));
    });
}

#[test]
fn a_function_of_renamed_locals() {
    grows_with_its_input("n locals of a function, Go", 60, APPLY, |dir, n| {
        let locals = each(n, |i| format!("\trunID{i} := \"\"\n\t_ = S{{SessionID: runID{i}}}\n"));
        go(dir, &format!("func f() {{\n{locals}}}\n"));
    });
}

#[test]
fn typescript_names_of_one_file() {
    grows_with_its_input("n fields of an interface, TypeScript", 100, APPLY, |dir, n| {
        let fields = each(n, |i| format!("  runId{i}: string;\n"));
        let uses = each(n, |i| format!("    {{ sessionId: t.runId{i} }},\n"));
        typescript(
            dir,
            &format!(
                "export interface T {{\n{fields}}}\nexport function f(t: T): S[] {{\n  return [\n{uses}  ];\n}}\n"
            ),
        );
    });
    grows_with_its_input("n locals, TypeScript", 100, APPLY, |dir, n| {
        let locals = each(n, |i| format!("  const runId{i} = \"\";\n"));
        let uses = each(n, |i| format!("    {{ sessionId: runId{i} }},\n"));
        typescript(dir, &format!("export function f(): S[] {{\n{locals}  return [\n{uses}  ];\n}}\n"));
    });
    grows_with_its_input("n methods of a class, TypeScript", 100, APPLY, |dir, n| {
        let methods = each(n, |i| {
            format!(
                "  runId{i}(): string {{ return \"\"; }}\n  s{i}(): S {{ return {{ sessionId: this.runId{i}() }}; }}\n"
            )
        });
        typescript(dir, &format!("export class T {{\n{methods}}}\n"));
    });
    grows_with_its_input("n exports that one file imports, TypeScript", 100, APPLY, |dir, n| {
        typescript(
            dir,
            &each(n, |i| format!("export const runId{i} = \"\";\nexport const s{i}: S = {{ sessionId: runId{i} }};\n")),
        );
        let names = each(n, |i| format!(" runId{i},"));
        let uses = each(n, |i| format!("console.log(runId{i});\n"));
        put(dir, "b.ts", &format!("import {{{names} }} from \"./a\";\n{uses}"));
    });
}

#[test]
fn parameters_of_one_method() {
    grows_with_its_input("parameters of n types and n interfaces, Go", 25, APPLY, |dir, n| {
        let types = each(n, |i| {
            format!(
                "type T{i} struct{{}}\n\nfunc (T{i}) Run(runID string) {{ _ = S{{SessionID: runID}} }}\n\n\
                 type I{i} interface{{ Run(runID string) }}\n\n"
            )
        });
        go(dir, &types);
    });
}

#[test]
fn types_and_interfaces_of_one_method() {
    grows_with_its_input("n types and n interfaces", 25, APPLY, |dir, n| {
        let types = each(n, |i| {
            format!(
                "type T{i} struct{{}}\n\nfunc (T{i}) RunID() string {{ return \"\" }}\n\n\
                 type I{i} interface{{ RunID() string }}\n\nvar _ = S{{SessionID: T{i}{{}}.RunID()}}\n\n"
            )
        });
        go(dir, &types);
    });
}

#[test]
fn symbols_of_many_files() {
    grows_with_its_input("n variables in n files, Go", 60, APPLY, |dir, n| {
        for i in 0..n {
            let text = format!("package p\n\nvar RunID{i} string\n\nvar t{i} = T{{SessionID: RunID{i}}}\n");
            put(dir, &format!("p/f{i}.go"), &text);
        }
        put(dir, "p/t.go", "package p\n\ntype T struct{ SessionID string }\n");
    });
}
