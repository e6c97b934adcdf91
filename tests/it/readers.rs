//! The readers of what stands on disk between two runs or comes from people: rule packs, baselines, journals. Whatever the bytes
//! are, they are read or refused with a place or a value, and nothing panics. The reader of kept facts is private: its
//! properties are beside it, in `src/session/cache.rs`.
//!
//! `PROPTEST_CASES=100000 cargo test --test it readers` tries more.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use runsess::commit::{self, Options};
use runsess::gate::Baseline;
use runsess::rules::Pack;
use serde_json::Value;
use tempfile::TempDir;

use crate::crash::{both, half_swapped, journal, staged, texts};
use crate::fuzz::mutate::mutate;
use crate::support::Random;

const OTHER_PACK: &str = include_str!("../../fixtures/packs/job-id.yaml");

/// Two rows, as `--update-baseline` writes them.
const BASELINE: &str = concat!(
    r#"{"runsess":"baseline","version":2}"#,
    "\n",
    r#"{"path":"a.go","symbol":"a.f/runID","role":"local","text":"runID","line":"0f","near":"aa....","n":2,"until":"2999-01-31"}"#,
    "\n",
    r#"{"repo":"a","path":"b.md","role":"prose","text":"run id","line":"1f","near":"ab....","reason":"waits"}"#,
    "\n"
);

/// Bytes without any sense, or `good` ones, mutated some times.
fn broken(good: &'static str, other: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let mutated = (any::<u64>(), 0..5).prop_map(move |(seed, times)| {
        let mut bytes = good.as_bytes().to_vec();
        let mut random = Random(seed);
        (0..times).for_each(|_| mutate(&mut bytes, other.as_bytes(), &mut random));
        bytes
    });
    prop_oneof![1 => vec(any::<u8>(), 0..200), 1 => "[-a-z:{}\\[\\]&*!|>,#'\" \n]{0,200}".prop_map(String::into_bytes), 6 => mutated]
}

/// As many as asked for, else what takes a second or two.
fn cases(few: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few);
    ProptestConfig { failure_persistence: None, cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_pack_is_read_or_every_mistake_has_its_place(bytes in broken(Pack::builtin_text(), OTHER_PACK)) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pack.yaml");
        fs::write(&path, &bytes).unwrap();
        if let Err(errors) = Pack::load(&path) {
            prop_assert!(!errors.mistakes.is_empty());
            let lines = bytes.iter().filter(|byte| **byte == b'\n' || **byte == b'\r').count() + 1;
            for mistake in &errors.mistakes {
                prop_assert!(!mistake.what.is_empty() && mistake.file == path.display().to_string());
                prop_assert!(mistake.line.is_none_or(|line| (1..=lines + 1).contains(&(line as usize))), "{mistake}");
            }
            // What people see: the lines of the file, with marks below them.
            let shown = format!("{:?}", miette::Report::new(errors));
            prop_assert!(!shown.is_empty());
        }
    }

    #[test]
    fn a_baseline_is_read_or_the_line_is_named(bytes in broken(BASELINE, "{\"count\":18446744073709551616,\"symbol\":[[[")) {
        let text = String::from_utf8_lossy(&bytes);
        match Baseline::parse(&text) {
            // What was understood is written the same way.
            Ok(baseline) => prop_assert_eq!(Baseline::parse(&baseline.render()), Ok(baseline)),
            Err(wrong) => prop_assert!((1..=text.lines().count()).contains(&wrong.line())),
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_journal_of_any_bytes_loses_no_text(seed in any::<u64>(), swapped in any::<bool>(), times in 1usize..5) {
        let dir = if swapped { half_swapped() } else { staged() };
        let path = journal(dir.path()).join("journal");
        let mut bytes = fs::read(&path).unwrap();
        let mut random = Random(seed);
        let other = bytes.clone();
        (0..times).for_each(|_| mutate(&mut bytes, &other, &mut random));
        fs::write(&path, bytes).unwrap();
        reads_and_mends(&dir)?;
    }

    #[test]
    fn a_journal_of_any_values_loses_no_text(seed in any::<u64>(), swapped in any::<bool>(), times in 1usize..4) {
        let dir = if swapped { half_swapped() } else { staged() };
        let path = journal(dir.path()).join("journal");
        let mut random = Random(seed);
        let text = fs::read_to_string(&path).unwrap();
        let mut records: Vec<Value> =
            text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(&line[17..]).unwrap()).collect();
        for _ in 0..times {
            let record = random.below(records.len());
            change(&mut records[record], dir.path(), &mut random);
        }
        fs::write(&path, records.iter().map(signed).collect::<String>()).unwrap();
        reads_and_mends(&dir)?;
    }
}

/// Puts another value somewhere into a record, mostly one of the same kind: the sum is right, what it says is not.
fn change(record: &mut Value, dir: &Path, random: &mut Random) {
    let places: Vec<String> = places(record, String::new());
    let Some(value) = record.pointer_mut(random.one_of::<String>(&places)) else { return };
    let numbers = [0, 1, 2, u64::from(u32::MAX), u64::MAX / 2, u64::MAX].map(Value::from);
    let beside = dir.join("src").display().to_string();
    let words = ["", "..", "../src/b.go", "/", "a\0b", "b.go", "src", &beside, &"0".repeat(64)].map(Value::from);
    let others =
        [Value::Null, true.into(), (-1).into(), 0.5.into(), vec![47, 255].into(), Value::Object(Default::default())];
    let same = if value.is_number() { &numbers[..] } else { &words[..] };
    let values = if random.once_in(4) { &others[..] } else { same };
    *value = random.one_of(values).clone();
}

/// The JSON pointers of all values inside of a value.
fn places(value: &Value, at: String) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(all) => all.iter().enumerate().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        _ => Vec::new(),
    };
    let below: Vec<String> = inner.into_iter().flat_map(|(at, value)| places(value, at)).collect();
    [at].into_iter().chain(below).collect()
}

#[test]
fn a_pack_of_old_texts_that_no_number_can_hold_is_not_whole() {
    let dir = half_swapped();
    let path = journal(dir.path()).join("journal");
    let text = fs::read_to_string(&path).unwrap();
    let mut begin: Value = serde_json::from_str(&text.trim_start().lines().next().unwrap()[17..]).unwrap();
    for file in begin["files"].as_array_mut().unwrap() {
        file["old"]["length"] = u64::MAX.into();
    }
    fs::write(&path, signed(&begin)).unwrap();
    reads_and_mends(&dir).unwrap();
}

/// A record, as a line of a journal.
fn signed(record: &Value) -> String {
    let json = record.to_string();
    format!("\n{} {json}\n", &blake3::hash(json.as_bytes()).to_hex()[..16])
}

/// Every way of reading the state folder, and back: both files are there, each the old or the new one.
fn reads_and_mends(dir: &TempDir) -> Result<(), TestCaseError> {
    let options = Options { state_dir: dir.path().join("state/runsess"), ..Options::default() };
    let go_on = std::sync::atomic::AtomicBool::new(false);
    let _ = commit::list(&options);
    let _ = commit::interrupted(&[dir.path().join("src")], &options);
    for _ in 0..2 {
        let _ = commit::recover(&options);
        let _ = commit::undo(None, &options, &mut |_| {}, &go_on);
    }
    let (old, new) = (both("old", "old"), both("new", "new"));
    for (at, text) in texts(dir.path()).into_iter().enumerate() {
        prop_assert!(text == old[at] || text == new[at], "file {at} is {text:?}");
    }
    Ok(())
}
