//! One tree and the commands that run over it. The seed decides everything: the tree, the commands and their arguments.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, Random, Row, files_below, texts, within};

use super::mutate::mutate;
use super::tree::Corpus;
use super::{MEGABYTES, Seen, TIME};

/// Commands over one tree, besides the scan that each begins with.
const COMMANDS: usize = 8;

/// Names that a symbol is given.
const NAMES: &[&str] =
    &["sessionId", "SessionID", "x", "_", "", "1x", "a b", "type", "class", "select", "é", "語", "-x", "a.b", "a\nb"];

type Snapshot = BTreeMap<PathBuf, Vec<u8>>;

/// See the module.
pub struct Trial<'a> {
    program: &'a Path,
    seed: u64,
    dir: TempDir,
    random: Random,
    /// Runs of the program.
    pub runs: u64,
    /// Those that ended with 0, 1 and 2.
    statuses: [u64; 3],
    /// Times that files were written and taken back.
    undone: u64,
    slowest: (Duration, String),
    largest: (u64, String),
    failures: Vec<String>,
}

impl<'a> Trial<'a> {
    /// An empty tree; in memory where that is possible, for an apply waits for the disk.
    pub fn new(program: &'a Path, seed: u64) -> Self {
        let dir = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
        let random = Random(seed);
        Self {
            program,
            seed,
            dir,
            random,
            runs: 0,
            statuses: [0; 3],
            undone: 0,
            slowest: Default::default(),
            largest: Default::default(),
            failures: Vec::new(),
        }
    }

    /// Plants the tree and runs commands over it.
    pub fn go(&mut self, corpus: &Corpus) {
        corpus.plant(&self.at("w"), &mut self.random);
        fs::create_dir_all(self.at("w")).unwrap();
        fs::write(self.at("pack.yaml"), self.mutated_pack(corpus)).unwrap();
        let scan = self.run(&["scan", "--format", "jsonl", "w"]);
        let rows: Vec<Row> = scan
            .iter()
            .flat_map(|ran| ran.output.stdout.split(|byte| *byte == b'\n'))
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        for _ in 0..COMMANDS {
            match self.random.below(13) {
                0 | 1 => self.scan(&rows),
                2 => drop(self.run_pack(&["plan", "--format"], &["human", "markdown", "json"], &[])),
                3 => self.sql(),
                4 => self.check(),
                5 => self.explain(&rows),
                6 => self.refs(&rows),
                7 => self.rename(&rows),
                8 => self.preview(),
                9 => self.apply_and_undo(),
                10 => self.rules(),
                11 => self.recover(),
                _ => self.kept_facts(),
            }
        }
    }

    /// Hands over what was seen. The tree of a failure stays.
    pub fn end(self, seen: &mut Seen) {
        let Self { seed, dir, slowest, largest, failures, statuses, undone, .. } = self;
        seen.undone += undone;
        seen.statuses.iter_mut().zip(statuses).for_each(|(all, own)| *all += own);
        if slowest.0 > seen.slowest.0 {
            seen.slowest = slowest;
        }
        if largest.0 > seen.largest.0 {
            seen.largest = largest;
        }
        if !failures.is_empty() {
            let kept = dir.keep();
            println!("RUNSESS_FUZZ=1 RUNSESS_FUZZ_SEED={seed}: {}, kept in {}", failures.join("\n"), kept.display());
            let failure = |it: &String| format!("RUNSESS_FUZZ=1 RUNSESS_FUZZ_SEED={seed} ({}): {it}", kept.display());
            seen.failures.extend(failures.iter().map(failure));
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn fail(&mut self, why: impl Into<String>) {
        self.failures.push(why.into());
    }

    fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(self.program);
        command.args(args).current_dir(self.dir.path()).env_clear().env("XDG_STATE_HOME", self.at("state"));
        command
            .env("RUNSESS_CACHE_DIR", "")
            .env("HOME", self.dir.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    fn run<S: AsRef<OsStr>>(&mut self, args: &[S]) -> Option<Ran> {
        let mut command = self.command(args);
        self.hold(&mut command)
    }

    /// Runs a command and holds what every run promises. `None` for one that was ended.
    fn hold(&mut self, command: &mut Command) -> Option<Ran> {
        let args: Vec<String> = command.get_args().map(|it| it.to_string_lossy().into_owned()).collect();
        let words = format!("seed {}: {}", self.seed, args.join(" "));
        self.runs += 1;
        let ran = match within(command, TIME, MEGABYTES) {
            Ok(ran) => ran,
            Err(why) => {
                self.fail(format!("{words}: {why}"));
                return None;
            }
        };
        let (_, err) = texts(&ran.output);
        if let Some(Some(count)) = ran.output.status.code().map(|code| self.statuses.get_mut(code as usize)) {
            *count += 1;
        }
        if !matches!(ran.output.status.code(), Some(0..=2)) || err.contains("panicked at") {
            self.fail(format!("{words}: ended with {}: {err}", ran.output.status));
        } else if ran.output.status.code() == Some(2) && err.is_empty() && ran.output.stdout.is_empty() {
            self.fail(format!("{words}: failed and does not say why"));
        }
        let format = args.iter().position(|it| it == "--format").and_then(|at| args.get(at + 1));
        if let Some(Err(why)) = format.map(|it| is_format(it, &ran.output.stdout)) {
            self.fail(format!("{words}: {why}"));
        }
        if ran.took > TIME / 5 {
            println!("{:.1} s: {words}", ran.took.as_secs_f64());
        }
        if ran.took > self.slowest.0 {
            self.slowest = (ran.took, words.clone());
        }
        if ran.megabytes > self.largest.0 {
            self.largest = (ran.megabytes, words);
        }
        Some(ran)
    }

    /// Adds one of the values, now and then the mutated pack, and the tree.
    fn run_pack(&mut self, args: &[&str], values: &[&str], more: &[&str]) -> Option<Ran> {
        let mut all = args.to_vec();
        if !values.is_empty() {
            all.push(*self.random.one_of(values));
        }
        all.extend(more);
        if self.random.once_in(3) {
            all.extend(["--rules", "pack.yaml"]);
        }
        all.push("w");
        self.run(&all)
    }

    fn mutated_pack(&mut self, corpus: &Corpus) -> Vec<u8> {
        let mut pack = corpus.pack(&mut self.random);
        for _ in 0..self.random.below(4) {
            mutate(&mut pack, &corpus.pack(&mut self.random), &mut self.random);
        }
        pack
    }

    fn batch(&mut self) -> String {
        if self.random.once_in(20) { "4294967295".into() } else { (1 + self.random.below(6)).to_string() }
    }

    fn scan(&mut self, rows: &[Row]) {
        let more = match (self.random.below(5), rows.first()) {
            (0, _) => vec!["--all"],
            (1, Some(row)) => vec!["--category", &row.category],
            (2, _) => vec!["--path", "**/*.{go,ts}"],
            (3, _) => vec!["--role", "identifier"],
            _ => Vec::new(),
        };
        self.run_pack(&["scan", "--format"], &["human", "markdown", "json", "jsonl", "sarif", "csv", "gitlab"], &more);
    }

    fn sql(&mut self) {
        let batch = self.batch();
        self.run_pack(&["sql", "--batch", &batch, "--format"], &["json", "sql"], &[]);
    }

    fn check(&mut self) {
        let _ = fs::remove_file(self.at("baseline"));
        self.run_pack(&["check", "--baseline", "baseline", "--update-baseline", "--format"], &["human"], &[]);
        let mut bytes = fs::read(self.at("baseline")).unwrap_or_default();
        if self.random.once_in(2) {
            mutate(&mut bytes, b"{\"count\":18446744073709551615}", &mut self.random);
        }
        fs::write(self.at("baseline"), bytes).unwrap();
        self.run_pack(
            &["check", "--baseline", "baseline", "--format"],
            &["human", "jsonl", "sarif", "github", "gitlab"],
            &[],
        );
    }

    /// A place of a hit, or one beside it.
    fn place(&mut self, rows: &[Row]) -> String {
        let Some(row) = (!rows.is_empty()).then(|| self.random.one_of(rows)) else { return "w/a.go:1:1".into() };
        let folder = if row.repo == "w" || self.random.once_in(2) { "" } else { "w/" };
        let column = row.column as usize + if self.random.once_in(4) { self.random.below(9) } else { 0 };
        let line = row.line as usize + if self.random.once_in(4) { self.random.below(9) } else { 0 };
        format!("{folder}{}/{}:{line}:{column}", row.repo, row.path)
    }

    fn symbol(&mut self, rows: &[Row]) -> String {
        let symbols: Vec<&String> = rows.iter().filter_map(|row| row.symbol.as_ref()).collect();
        if symbols.is_empty() || self.random.once_in(3) {
            return self.place(rows);
        }
        let mut bytes = self.random.one_of(&symbols).as_bytes().to_vec();
        if self.random.once_in(6) {
            mutate(&mut bytes, b"a.b.C", &mut self.random);
        }
        // What no argument of a program can be.
        bytes.retain(|byte| *byte != 0);
        bytes.truncate(2_000);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn explain(&mut self, rows: &[Row]) {
        let place = self.place(rows);
        self.run_pack(&["explain", &place], &[], &[]);
    }

    fn refs(&mut self, rows: &[Row]) {
        let symbol = self.symbol(rows);
        let format = *self.random.one_of(&["human", "json", "jsonl"]);
        self.run(&["refs", "--format", format, &symbol, "w"]);
    }

    fn rename(&mut self, rows: &[Row]) {
        let symbol = self.symbol(rows);
        let name = *self.random.one_of(NAMES);
        if self.random.once_in(2) {
            self.run(&["rename", "--diff", &symbol, name, "w"]);
            return;
        }
        self.changes_and_goes_back(&["rename", "--allow-no-vcs", &symbol, name, "w"]);
    }

    fn preview(&mut self) {
        let batch = self.batch();
        let before = self.snapshot();
        let more: &[&str] = self.random.one_of::<&[&str]>(&[&[], &["--skip-refused"], &["--patch", "patch"]]);
        self.run_pack(&["apply", "--batch", &batch, "--diff"], &[], more);
        self.run_pack(&["apply", "--batch", &batch, "--format"], &["json", "jsonl"], &[]);
        if self.snapshot() != before {
            self.fail(format!("seed {}: a preview wrote", self.seed));
        }
    }

    fn apply_and_undo(&mut self) {
        let batch = self.batch();
        let mut args = vec!["apply", "--allow-no-vcs", "--batch", &batch, "w"];
        if self.random.once_in(2) {
            args.push("--skip-refused");
        }
        if self.random.once_in(4) {
            args.extend(["--rules", "pack.yaml"]);
        }
        self.changes_and_goes_back(&args);
    }

    /// Runs what writes, and an undo if it wrote. The tree that was written, if it was.
    fn changes_and_goes_back(&mut self, args: &[&str]) -> Option<Snapshot> {
        let before = self.snapshot();
        self.run(args)?;
        let after = self.snapshot();
        if after == before {
            return None;
        }
        let undo = self.run(&["undo"])?;
        self.undone += 1;
        if undo.output.status.code() != Some(0) || self.snapshot() != before {
            self.fail(format!("seed {}: {args:?} is not taken back: {}", self.seed, texts(&undo.output).1));
        }
        Some(after)
    }

    fn snapshot(&self) -> Snapshot {
        let root = self.at("w");
        files_below(&root).into_iter().map(|path| (path.clone(), fs::read(root.join(path)).unwrap())).collect()
    }

    fn rules(&mut self) {
        let what = *self.random.one_of(&["check", "list", "test"]);
        let args: &[&str] =
            if what == "check" { &["rules", "check", "pack.yaml"] } else { &["rules", what, "--rules", "pack.yaml"] };
        self.run(args);
        if self.random.once_in(20) {
            self.run(&["rules", "schema"]);
            self.run(&["man"]);
            self.run(&["completions", "bash"]);
        }
    }

    /// An apply that is killed or not, a state folder that is damaged, and all commands that read it. No file is anything but
    /// what it was before or after the apply.
    fn recover(&mut self) {
        let batch = self.batch();
        let args = ["apply", "--allow-no-vcs", "--skip-refused", "--batch", &batch, "w"];
        let old = self.snapshot();
        let Some(new) = self.changes_and_goes_back(&args) else { return };
        let mut command = self.command(&args);
        if !self.random.once_in(4) {
            command.env("RUNSESS_FAULT", format!("kill@{}", 1 + self.random.below(60)));
        }
        // It may have killed itself.
        let _ = within(&mut command, TIME, MEGABYTES);
        for _ in 0..self.random.below(3) {
            self.damage_below("state");
        }
        for args in
            [&["recover"][..], &["apply", "--list"], &["scan", "--format", "jsonl", "w"], &["undo"], &["recover"]]
        {
            self.run(args);
        }
        let now = self.snapshot();
        for (path, bytes) in &old {
            if now.get(path).is_none_or(|it| it != bytes && Some(it) != new.get(path)) {
                self.fail(format!("seed {}: {} is neither old nor new", self.seed, path.display()));
            }
        }
        // The next commands begin with the old tree and an empty state.
        for path in now.keys() {
            fs::remove_file(self.at("w").join(path)).unwrap();
        }
        for (path, bytes) in &old {
            fs::write(self.at("w").join(path), bytes).unwrap();
        }
        let _ = fs::remove_dir_all(self.at("state"));
    }

    /// Mutates, cuts or removes one file below a folder.
    fn damage_below(&mut self, folder: &str) {
        let files = files_below(&self.at(folder));
        if files.is_empty() {
            return;
        }
        let path = self.at(folder).join(self.random.one_of(&files));
        if self.random.once_in(5) {
            fs::remove_file(path).unwrap();
            return;
        }
        let mut bytes = fs::read(&path).unwrap_or_default();
        let other = bytes.clone();
        mutate(&mut bytes, &other, &mut self.random);
        fs::write(path, bytes).unwrap();
    }

    /// Facts that were kept, then damaged, change no answer.
    fn kept_facts(&mut self) {
        let _ = fs::remove_dir_all(self.at("cache"));
        let args = ["scan", "--format", "jsonl", "w"];
        let Some(plain) = self.run(&args) else { return };
        for round in 0..3 {
            if round == 2 {
                self.damage_below("cache");
            }
            let mut command = self.command(&args);
            command.env("RUNSESS_CACHE_DIR", self.at("cache"));
            let Some(ran) = self.hold(&mut command) else { return };
            if ran.output.stdout != plain.output.stdout {
                self.fail(format!("seed {}: another answer with kept facts, round {round}", self.seed));
            }
        }
    }
}

/// Whether the bytes are what a format says; those for people may be anything.
fn is_format(name: &str, bytes: &[u8]) -> Result<(), String> {
    let whole =
        |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).map(drop).map_err(|error| format!("{name}: {error}"));
    match name {
        // A run that failed gives nothing.
        _ if bytes.is_empty() => Ok(()),
        "json" | "sarif" | "gitlab" => whole(bytes),
        "jsonl" => bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).try_for_each(whole),
        "csv" => csv::Reader::from_reader(bytes)
            .byte_records()
            .try_for_each(|row| row.map(drop).map_err(|error| error.to_string())),
        _ => Ok(()),
    }
}
