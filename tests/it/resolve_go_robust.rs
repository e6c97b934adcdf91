//! Broken Go never panics or loops: truncated, spliced and hostile files are checked to the end.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use runsess::lang::go::resolve::load::Loader;
use runsess::lang::go::resolve::universe::Universe;
use runsess::lang::language_of;
use runsess::model::{FileId, Repo, RepoId, Source};

/// A file with most of what Go has.
const SAMPLE: &str = r#"package sample

import (
	"fmt"
	alias "strings"
	. "sort"
)

type (
	ID   string
	Node[T any, P interface{ *T; Reset() }] struct {
		*Base
		Value T `json:"value"`
		kids  []map[ID]*Node[T, P]
		fn    func(a, b int, rest ...string) (n int, err error)
		in    struct{ X, Y int }
	}
	Base  struct{ Node[ID, *Base]; mu chan<- struct{} }
	Alias = Node[ID, *Base]
	Iface interface {
		fmt.Stringer
		Do(x interface{ Len() int }) <-chan ID
		~int | ~string
	}
)

const (
	a, b = iota, 1 << iota
	c, d
)

var x, y = y, func() int { return x }()

func (n *Node[T, P]) Walk(yield func(int, T) bool) (out T, err error) {
outer:
	for i, kid := range n.kids {
		switch v := any(kid).(type) {
		case map[ID]*Node[T, P]:
			for k := range v { n.kids[i][k] = v[k]; break outer }
		case nil, error:
			continue outer
		default:
			goto outer
		}
		select {
		case n.mu <- struct{}{}:
		case z, ok := <-make(chan T): out, _ = z, ok
		}
	}
	for i := range 10 { defer func() { recover(); _ = i }() }
	go alias.ToUpper(Map[int, string]([]int{1, 2}, func(i int) string { return fmt.Sprint(i) })[0])
	if p := (&[4]struct{ A int }{{1}, 3: {A: 2}}); p != nil { return p[:2:3][0].A, nil }
	return *new(T), nil
}

func Map[T, U any](xs []T, f func(T) U) (out []U) { return append(out, f(xs[0])) }
"#;

fn check_all(texts: &[String]) -> usize {
    let root = PathBuf::from("/nonexistent/workspace");
    let repos = [Repo { name: "workspace".into(), root: root.clone() }];
    let sources: Vec<Source> =
        texts.iter().enumerate().map(|(at, text)| source(&root, at as u32, &format!("f{at}.go"), text)).collect();
    check_sources(&repos, &sources)
}

fn source(root: &Path, id: u32, path: &str, text: &str) -> Source {
    Source {
        id: FileId(id),
        repo: RepoId(0),
        path: path.into(),
        absolute: root.join(path),
        language: language_of("a.go"),
        text: text.into(),
        generated: false,
        left_out: false,
        beside: false,
        applied: false,
    }
}

/// Checks every declaration; counts the identifiers that were understood.
fn check_sources(repos: &[Repo], sources: &[Source]) -> usize {
    let loader = Loader::new(repos, sources);
    let mut universe = Universe::new(&loader);
    let mut understood = 0;
    for source in sources {
        let Some(file) = universe.file_ix(source.id) else { continue };
        for entry in 0..universe.outline(file).entries.len() {
            let info = universe.check_entry(file, entry as u32, true);
            for (at, object) in info.identifiers() {
                let path = universe.symbol_path(object);
                assert!(!path.is_empty() && (at as usize) < source.text.len(), "{path} at {at}");
                understood += 1;
            }
        }
    }
    understood
}

fn in_small_stack(work: impl FnOnce() -> usize + Send) -> usize {
    // What a rayon worker has.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn_scoped(scope, work);
        thread.expect("a thread").join().expect("no panic")
    })
}

#[test]
fn the_sample_is_understood() {
    assert!(check_all(&[SAMPLE.to_owned()]) > 150);
}

#[test]
fn deep_nesting_ends() {
    let deep = |open: &str, middle: &str, close: &str| {
        format!("package p\nvar v = {}{middle}{}\n", open.repeat(10_000), close.repeat(10_000))
    };
    let mut texts = vec![
        deep("(", "1", ")"),
        deep("[]", "int{}", ""),
        deep("f(", "", ")"),
        deep("-", "1", ""),
        deep("a.", "b", ""),
        deep("func() { _ = ", "1", "}"),
        format!("package p\ntype T {}int\n", "[]".repeat(10_000)),
        format!("package p\ntype S {} x int {}\n", "struct { f ".repeat(5_000), "}".repeat(5_000)),
        format!("package p\nfunc f() {{ {} {} }}\n", "if x {".repeat(10_000), "}".repeat(10_000)),
        format!("package p\nvar w = 1{}\n", " + x".repeat(20_000)),
    ];
    // A chain of declarations, each in terms of the next.
    let chain: String = (0..20_000).map(|at| format!("var v{at} = v{} + 1\n", at + 1)).collect();
    texts.push(format!("package p\n{chain}"));
    let types: String = (0..20_000).map(|at| format!("type t{at} t{}\n", at + 1)).collect();
    texts.push(format!("package p\n{types}\nfunc f(x t0) {{ _ = x.y }}\n"));
    let aliases: String = (0..20_000).map(|at| format!("type a{at} = a{}\n", at + 1)).collect();
    texts.push(format!("package p\n{aliases}\nfunc g(x a0) {{ _ = x.y }}\n"));
    let embeds: String = (0..2_000).map(|at| format!("type e{at} struct {{ e{}; *e{} }}\n", at + 1, at + 2)).collect();
    texts.push(format!("package p\n{embeds}\nfunc h(x e0) {{ _ = x.y }}\n"));
    let generic: String =
        (0..60).map(|at| format!("type g{at}[T any] struct {{ f g{}[g{}[T]] }}\n", at + 1, at + 1)).collect();
    texts.push(format!("package p\n{generic}\nfunc i(x g0[int]) {{ _ = x{}.y }}\n", ".f".repeat(50)));
    for text in texts {
        in_small_stack(|| check_all(&[text]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn truncated_and_spliced_files_end(cuts in prop::collection::vec((0..SAMPLE.len(), 0..SAMPLE.len()), 1..5)) {
        let pieces: String = cuts.iter().map(|(from, to)| &SAMPLE[*from.min(to)..*from.max(to)]).collect();
        in_small_stack(|| check_all(&[SAMPLE[..cuts[0].0].to_owned(), format!("package sample\n{pieces}")]));
    }

    #[test]
    fn files_with_lines_taken_out_end(gone in prop::collection::vec(0..60usize, 1..8)) {
        let lines = SAMPLE.lines().enumerate().filter(|(at, _)| !gone.contains(at));
        let text: String = lines.map(|(_, line)| format!("{line}\n")).collect();
        in_small_stack(|| check_all(&[text]));
    }
}

/// Takes minutes: `cargo test --release --test it resolve_go_robust -- --ignored`.
#[test]
#[ignore = "reads the whole standard library"]
fn broken_standard_library_files_end() {
    let Some(root) = std::env::var_os("GOROOT").map(|it| PathBuf::from(it).join("src")) else {
        eprintln!("GOROOT is not set: nothing was checked");
        return;
    };
    let repos = [Repo { name: "src".into(), root: root.clone() }];
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the standard library").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|it| it != "go") {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let relative = path.strip_prefix(&root).expect("it lies below").to_string_lossy().into_owned();
            let id = sources.len();
            sources.push(source(&root, id as u32, &relative, &broken(&text, id)));
        }
    }
    assert!(check_sources(&repos, &sources) > 1_000_000);
}

/// Every file loses something else: its end, its middle, some lines, some words.
fn broken(text: &str, id: usize) -> String {
    let third = (0..=text.len() / 3).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let rest = (2 * text.len() / 3..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    match id % 4 {
        0 => text[..rest].to_owned(),
        1 => format!("{}{}", &text[..third], &text[rest..]),
        2 => text
            .lines()
            .enumerate()
            .filter(|(at, _)| at % 7 != 3)
            .map(|(_, line)| format!("{line}\n"))
            .collect::<String>(),
        _ => text.split_inclusive(' ').enumerate().filter(|(at, _)| at % 11 != 5).map(|(_, word)| word).collect(),
    }
}
