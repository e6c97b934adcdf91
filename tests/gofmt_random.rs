//! Random renames over real Go files, compared byte for byte with what the real gofmt makes of the same renames.
//!
//! `RUNSESS_GO_FILES=list RUNSESS_RENAMES=2000 RUNSESS_SEED=1 cargo test --release --test gofmt_random -- --ignored --nocapture`
//! where `list` holds one path of a gofmt-clean Go file a line. Needs `gofmt` on the PATH as the oracle; `realign` itself
//! runs no program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use runsess::model::edit::{Edit, apply_edits};
use runsess::model::span::Span;
use runsess::plan::gofmt::realign;

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

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
        } else if rest.starts_with('`') {
            at += skip(rest[1..].find('`').map(|end| end + 2));
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

#[test]
#[ignore = "needs gofmt, and a list of Go files in RUNSESS_GO_FILES"]
fn random_renames_stay_gofmt_clean() {
    let list = std::env::var("RUNSESS_GO_FILES").expect("RUNSESS_GO_FILES names a file with one path a line");
    let list = std::fs::read_to_string(list).expect("a readable list");
    let files: Vec<&str> = list.lines().collect();
    let mut random = Random(number("RUNSESS_SEED", 1));
    let wanted = number("RUNSESS_RENAMES", 2000) as usize;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (oracle, ours) = (folder.path().join("oracle"), folder.path().join("ours"));
    for folder in [&oracle, &ours] {
        std::fs::create_dir(folder).unwrap();
    }
    let mut cases: Vec<(PathBuf, String, String, String, usize)> = Vec::new();
    let (mut time, mut bytes) = (Duration::ZERO, 0);
    while cases.len() < wanted {
        let path = files[random.below(files.len())];
        let Ok(src) = std::fs::read_to_string(path) else { continue };
        let names = identifiers(&src);
        let Some((name, spans)) = names.iter().nth(random.below(names.len())) else { continue };
        let new = other_length(name, &mut random);
        let edits: Vec<Edit> = spans.iter().map(|span| Edit::replace(*span, new.as_str())).collect();
        let start = Instant::now();
        let extended = realign(&src, &edits);
        time += start.elapsed();
        bytes += src.len();
        let plain = apply_edits(&src, &edits).unwrap();
        let aligned = apply_edits(&src, &extended).expect("the edits are sorted and do not overlap");
        let file = format!("case{:05}.go", cases.len());
        std::fs::write(oracle.join(&file), plain).unwrap();
        std::fs::write(ours.join(&file), aligned).unwrap();
        cases.push((path.into(), (*name).to_owned(), new, file, extended.len() - edits.len().min(extended.len())));
    }
    let unclean: BTreeSet<String> =
        gofmt(&["-l"], &ours).lines().filter_map(|line| line.rsplit('/').next()).map(str::to_owned).collect();
    let untouched: usize = gofmt(&["-l"], &oracle).lines().count();
    gofmt(&["-w"], &oracle);
    let mut wrong = 0;
    for (path, name, new, file, _) in &cases {
        let expected = std::fs::read_to_string(oracle.join(file)).unwrap();
        let actual = std::fs::read_to_string(ours.join(file)).unwrap();
        if expected == actual {
            continue;
        }
        wrong += 1;
        println!("{}: {name} -> {new}{}", path.display(), if unclean.contains(file) { ", not clean" } else { "" });
        let differing = expected.lines().zip(actual.lines()).enumerate().find(|(_, (a, b))| a != b);
        if let Some((line, (expected, actual))) = differing {
            println!("  {}: gofmt {expected:?}\n        ours {actual:?}", line + 1);
        }
    }
    println!(
        "{} renames, {} of them would not be gofmt-clean without realign; {} not clean, {wrong} differ from gofmt; \
         {bytes} bytes in {time:?}",
        cases.len(),
        untouched,
        unclean.len()
    );
    assert_eq!((wrong, unclean.len()), (0, 0));
}
