//! What the tests that drive the program share: running it, reading its rows, working on copies. Knows nothing of the
//! library; whoever changes a published format notices it here.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use boon::{Compiler, Draft, Schemas};
use serde::Deserialize;
use serde_json::Value;

/// The part of a published row that tests compare.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    pub repo: String,
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub text: String,
    pub category: String,
    pub symbol: Option<String>,
    pub batch: Option<u32>,
    pub change: Option<String>,
}

/// The program under test, with nothing of the user's environment that could change its answer.
pub fn runsess(args: &[&str]) -> Command {
    // `RUNSESS_PROGRAM` names another build of it, to be measured.
    let named = std::env::var_os("RUNSESS_PROGRAM").map(|it| std::fs::canonicalize(it).expect("a program"));
    let program = named.unwrap_or_else(|| env!("CARGO_BIN_EXE_runsess").into());
    let mut command = Command::new(program);
    command.args(args).env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE").env("COLUMNS", "100").env("LC_ALL", "C.UTF-8");
    command.env("RUNSESS_CACHE_DIR", "");
    for of_a_service in ["GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR", "CI"] {
        command.env_remove(of_a_service);
    }
    command
}

/// Standard output and standard error as text.
pub fn texts(output: &Output) -> (String, String) {
    (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Runs the program in a folder: its exit status, standard output and standard error. Its journal of applies stands there, too.
pub fn run_in(args: &[&str], dir: &Path) -> (i32, String, String) {
    let output = runsess(args).current_dir(dir).env("XDG_STATE_HOME", dir.join("state")).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap_or(-1), out, err)
}

/// The same with somebody who answers its questions.
pub fn run_answering(args: &[&str], dir: &Path, answers: &str) -> (i32, String, String) {
    let mut command = runsess(args);
    command.current_dir(dir).env("XDG_STATE_HOME", dir.join("state")).env("RUNSESS_ANSWERS_FROM_PIPE", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Who ends before reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    let output = child.wait_with_output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap_or(-1), out, err)
}

/// What a run gave and what it took.
pub struct Ran {
    pub output: Output,
    pub took: Duration,
    /// At its largest, as far as a look every two milliseconds sees it.
    pub megabytes: u64,
}

/// Runs a command to its end, and fails when that takes more than ten seconds of one processor or 500 MB: what a stranger's repository
/// may cost.
pub fn bounded(command: &mut Command) -> Output {
    let ran = within(command, Duration::from_secs(10), 500).unwrap_or_else(|why| panic!("{command:?} {why}"));
    println!("{:>5} ms {:>4} MB  {command:?}", ran.took.as_millis(), ran.megabytes);
    ran.output
}

/// The time that a process took of all processors, by its `stat` file (proc_pid_stat(5): fields 14 and 15, in hundredths of a second).
fn busy(stat: &str) -> Option<Duration> {
    let text = std::fs::read_to_string(stat).ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// Runs a command to its end, or until it takes more of a processor's time or more memory than it may, or twelve times as long: it is ended
/// then, and the error says what it took. Other tests take the processors meanwhile, so the time on the clock says little.
pub fn within(command: &mut Command, limit: Duration, megabytes: u64) -> Result<Ran, String> {
    let (out, err) = (tempfile::tempfile().unwrap(), tempfile::tempfile().unwrap());
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(err.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    // The kernel keeps the peak as long as the process lives.
    let status = format!("/proc/{}/status", child.id());
    let times = format!("/proc/{}/stat", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0_u64));
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        let busy = busy(&times).unwrap_or_default();
        if busy > limit || start.elapsed() > limit * 12 || peak > megabytes << 10 {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err(format!("took {:?}, {busy:?} of a processor, and {} MB", start.elapsed(), peak >> 10));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = start.elapsed();
    let all = |mut file: std::fs::File| {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).unwrap();
        bytes
    };
    Ok(Ran { output: Output { status: ended, stdout: all(out), stderr: all(err) }, took, megabytes: peak >> 10 })
}

/// SplitMix64: small, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of the values.
    pub fn one_of<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        &values[self.below(values.len())]
    }
}

/// Writes a file below `dir`, with the folders that it needs.
pub fn put(dir: &Path, path: &str, text: &str) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The rows of `scan --format jsonl` over `roots`. Panics with standard error when the scan could not run.
pub fn scan(roots: &[&Path], more: &[&str]) -> Vec<Row> {
    let mut command = runsess(&["scan", "--format", "jsonl"]);
    let output = command.args(more).args(roots).output().expect("the program starts");
    let (out, err) = texts(&output);
    assert!(matches!(output.status.code(), Some(0 | 1)), "scan ended with {}:\n{err}", output.status);
    out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}"))).collect()
}

/// The folder of the package.
pub fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Copies a folder with everything in it to `to`, which is created.
pub fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

/// All files below `root`, as paths relative to it, sorted.
pub fn files_below(root: &Path) -> Vec<PathBuf> {
    fn visit(root: &Path, dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                visit(root, &entry.path(), found);
            } else {
                found.push(entry.path().strip_prefix(root).unwrap().to_path_buf());
            }
        }
    }
    let mut found = Vec::new();
    visit(root, root, &mut found);
    found.sort();
    found
}

/// True when `tool` can be started. Where it can't, the caller skips its test, loudly; in CI that is a failure.
pub fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("version").output().is_ok();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{tool} is missing, and CI must not skip what needs it");
        eprintln!("SKIPPED: {tool} is not on PATH, so nothing was checked here");
    }
    found
}

/// What `.ci/run` fetches, because it is not ours to hand on: the file that the variable names, else `usual` in this package. Where
/// there is none, the caller skips its test, loudly; in CI that is a failure.
pub fn fetched(variable: &str, usual: &str) -> Option<PathBuf> {
    let file = std::env::var_os(variable).map_or_else(|| package().join(usual), PathBuf::from);
    let found = file.is_file();
    if !found {
        let missing = format!("{} is missing (see .ci/run, or name it in {variable})", file.display());
        assert!(std::env::var_os("CI").is_none(), "{missing}, and CI must not skip what needs it");
        eprintln!("SKIPPED: {missing}, so nothing was checked here");
    }
    found.then_some(file)
}

/// Panics with what is wrong with `value` by `schema`.
pub fn holds(schema: &str, value: &Value, what: &str) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V7);
    compiler.add_resource("file:///schema.json", schema).unwrap();
    let mut schemas = Schemas::new();
    let index = compiler.compile("file:///schema.json", &mut schemas).unwrap_or_else(|error| panic!("{what}: {error}"));
    if let Err(error) = schemas.validate(value, index) {
        panic!("{what} does not hold: {error:#}");
    }
}
