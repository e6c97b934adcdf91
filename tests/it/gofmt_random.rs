//! Random changes of real Go files, compared byte for byte with what the real gofmt makes of the same changes.
//!
//! `RUNSESS_GO_FILES=list RUNSESS_CHANGES=2000 RUNSESS_SEED=1 cargo test --release --test it gofmt_random -- --ignored --nocapture`
//! where `list` holds one path of a gofmt-clean Go file a line. Needs `gofmt` on the PATH as the oracle; `realign` itself
//! runs no program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use runsess::lang::go::layout::realign;
use runsess::model::edit::{Edit, apply_edits};
use runsess::model::span::Span;

use crate::support::Random;

const KEYWORDS: &str = " break case chan const continue default defer else fallthrough for func go goto if import interface \
                        map package range return select struct switch type var ";

/// The identifiers of a Go file outside of literals and comments, by name.
fn identifiers(src: &str) -> BTreeMap<&str, Vec<Span>> {
    let bytes = src.as_bytes();
    let mut found: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &src[at..];
        let skip = |end: Option<usize>| end.unwrap_or(rest.len());
        if rest.starts_with("//") {
            at += skip(rest.find('\n'));
        } else if rest.starts_with("/*") {
            at += skip(rest.find("*/").map(|end| end + 2));
        } else if let Some(raw) = rest.strip_prefix('`') {
            at += skip(raw.find('`').map(|end| end + 2));
        } else if rest.starts_with(['"', '\'']) {
            let quote = bytes[at];
            at += 1;
            while at < bytes.len() && bytes[at] != quote {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
        } else {
            let first = rest.chars().next().unwrap();
            let word = |c: char| c.is_alphanumeric() || c == '_';
            if first.is_ascii_digit() {
                at += skip(rest.find(|c| !word(c)));
            } else if word(first) {
                let len = skip(rest.find(|c| !word(c)));
                let name = &rest[..len];
                if name != "_" && !KEYWORDS.contains(&format!(" {name} ")) {
                    found.entry(name).or_default().push(Span::new(at, at + len));
                }
                at += len;
            } else {
                at += first.len_utf8();
            }
        }
    }
    found
}

/// A name 1 to 30 characters longer or shorter.
fn other_length(name: &str, random: &mut Random) -> String {
    let len = name.chars().count();
    let by = 1 + random.below(30);
    let target = if random.below(2) == 0 && len > 1 { len.saturating_sub(by).max(1) } else { len + by };
    let letters = if random.below(20) == 0 { "äöüéø" } else { "abcdefghijklm" };
    let letters: Vec<char> = letters.chars().collect();
    (0..target).map(|_| letters[random.below(letters.len())]).chain(['X']).skip(1).collect()
}

fn gofmt(arguments: &[&str], folder: &Path) -> String {
    let output = Command::new("gofmt").args(arguments).arg(folder).output().expect("gofmt is on the PATH");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// One name renamed wherever it stands.
fn rename_one(src: &str, random: &mut Random) -> Option<Vec<Edit>> {
    let names = identifiers(src);
    let (name, spans) = names.iter().nth(random.below(names.len()))?;
    let new = other_length(name, random);
    Some(spans.iter().map(|span| Edit::replace(*span, new.as_str())).collect())
}

/// A tenth of all names renamed wherever they stand.
fn rename_many(src: &str, random: &mut Random) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    for (name, spans) in identifiers(src) {
        if random.below(10) == 0 {
            let new = other_length(name, random);
            edits.extend(spans.iter().map(|span| Edit::replace(*span, new.as_str())));
        }
    }
    edits.sort();
    (!edits.is_empty()).then_some(edits)
}

/// One line of code behind the imports removed or written twice. The result may be no Go: such cases are left out.
fn change_line(src: &str, random: &mut Random) -> Option<Vec<Edit>> {
    let names = identifiers(src);
    let span = names.values().nth(random.below(names.len()))?[0].range();
    let start = src[..span.start].rfind('\n')? + 1;
    let end = span.end + src[span.end..].find('\n')? + 1;
    let imports = src.find("\nimport (").and_then(|at| Some(at + src[at..].find("\n)")?)).unwrap_or(0);
    if start < imports || ["package", "import"].iter().any(|word| src[start..].starts_with(word)) {
        return None;
    }
    Some(vec![match random.below(2) {
        0 => Edit::delete(Span::new(start, end)),
        _ => Edit::insert(start as u32, &src[start..end]),
    }])
}

#[test]
#[ignore = "needs gofmt, and a list of Go files in RUNSESS_GO_FILES"]
fn random_renames_of_one_name_stay_gofmt_clean() {
    compare("one name", rename_one);
}

#[test]
#[ignore = "needs gofmt, and a list of Go files in RUNSESS_GO_FILES"]
fn random_renames_of_many_names_stay_gofmt_clean() {
    compare("many names", rename_many);
}

#[test]
#[ignore = "needs gofmt, and a list of Go files in RUNSESS_GO_FILES"]
fn removed_and_repeated_lines_stay_gofmt_clean() {
    compare("one line", change_line);
}

#[test]
#[ignore = "needs a list of Go files in RUNSESS_GO_FILES, best of such that gofmt would change or refuse"]
fn other_files_change_in_nothing_but_white_space() {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != ';').collect::<String>();
    let list = std::env::var("RUNSESS_GO_FILES").expect("RUNSESS_GO_FILES names a file with one path a line");
    let list = std::fs::read_to_string(list).expect("a readable list");
    let mut random = Random(number("RUNSESS_SEED", 1));
    let (mut changes, mut moved) = (0, 0);
    for path in list.lines() {
        let Ok(before) = std::fs::read_to_string(path) else { continue };
        let Some(edits) = rename_one(&before, &mut random) else { continue };
        let extended = realign(&before, &edits);
        let plain = apply_edits(&before, &edits).expect("a change");
        let aligned = apply_edits(&before, &extended).expect("the edits are sorted and do not overlap");
        assert_eq!(letters(&plain), letters(&aligned), "{path}");
        changes += 1;
        moved += usize::from(plain != aligned);
    }
    println!("{changes} changes, {moved} of them realigned");
}

struct Case {
    path: String,
    file: String,
    edits: Vec<Edit>,
    before: String,
}

/// Makes as many changes as `RUNSESS_CHANGES` says and compares each result with gofmt's.
fn compare(what: &str, change: impl Fn(&str, &mut Random) -> Option<Vec<Edit>>) {
    let list = std::env::var("RUNSESS_GO_FILES").expect("RUNSESS_GO_FILES names a file with one path a line");
    let list = std::fs::read_to_string(list).expect("a readable list");
    let files: Vec<&str> = list.lines().collect();
    let mut random = Random(number("RUNSESS_SEED", 1));
    let wanted = number("RUNSESS_CHANGES", 2000) as usize;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (plain, oracle, ours) = (folder.path().join("plain"), folder.path().join("oracle"), folder.path().join("ours"));
    for folder in [&plain, &oracle, &ours] {
        std::fs::create_dir(folder).unwrap();
    }
    let (mut cases, mut time, mut bytes) = (Vec::new(), Duration::ZERO, 0);
    while cases.len() < wanted {
        let path = files[random.below(files.len())];
        let Ok(before) = std::fs::read_to_string(path) else { continue };
        let Some(edits) = change(&before, &mut random) else { continue };
        let start = Instant::now();
        let extended = realign(&before, &edits);
        time += start.elapsed();
        bytes += before.len();
        let file = format!("case{:06}.go", cases.len());
        let after = apply_edits(&before, &edits).expect("a change");
        std::fs::write(plain.join(&file), &after).unwrap();
        std::fs::write(oracle.join(&file), after).unwrap();
        let aligned = apply_edits(&before, &extended).expect("the edits are sorted and do not overlap");
        std::fs::write(ours.join(&file), aligned).unwrap();
        cases.push(Case { path: path.to_owned(), file, edits, before });
    }
    gofmt(&["-w"], &oracle);
    let unclean = listed(&gofmt(&["-l"], &ours));
    let broken: BTreeSet<String> = listed(&gofmt(&["-l"], &oracle));
    let unaligned = listed(&gofmt(&["-l"], &plain)).difference(&broken).count();
    let mut wrong = 0;
    for case in cases.iter().filter(|case| !broken.contains(&case.file)) {
        let expected = std::fs::read_to_string(oracle.join(&case.file)).unwrap();
        let actual = std::fs::read_to_string(ours.join(&case.file)).unwrap();
        if expected == actual {
            continue;
        }
        wrong += 1;
        let edit = &case.edits[0];
        println!("{}: {:?} -> {:?}", case.path, &case.before[edit.span.range()], edit.text);
        let differing = expected.lines().zip(actual.lines()).enumerate().find(|(_, (a, b))| a != b);
        if let Some((line, (expected, actual))) = differing {
            println!("  {}: gofmt {expected:?}\n        ours {actual:?}", line + 1);
        }
    }
    let unclean = unclean.difference(&broken).count();
    println!(
        "{what}: {} changes, {} of them no Go any more, {unaligned} not gofmt-clean by themselves; with realign {unclean} \
         not clean, {wrong} not gofmt's bytes; {bytes} bytes in {time:?}",
        cases.len(),
        broken.len(),
    );
    assert_eq!((wrong, unclean), (0, 0));
}

/// The case files that gofmt named, in its list or in its errors.
fn listed(output: &str) -> BTreeSet<String> {
    output
        .lines()
        .filter_map(|line| line.find("case").map(|at| &line[at..]))
        .filter_map(|line| line.get(.."case000000.go".len()))
        .map(str::to_owned)
        .collect()
}
