//! Ways to break the bytes of a file: from one flipped bit to nesting without end. The tokens are words and single marks,
//! so that some of what comes out is still a program, only another one.

use std::ops::Range;

use crate::support::Random;

/// No file grows beyond this: what large files cost is measured elsewhere (`growth`).
const LARGEST: usize = 256 << 10;

/// What is put in place of tokens: names of the built-in pack in every case style, words and marks of the languages.
const TOKENS: &[&str] = &[
    "run_id",
    "runId",
    "RunID",
    "runID",
    "run-id",
    "RUN_ID",
    "session_id",
    "SessionID",
    "sessionId",
    "PlanningRun",
    "run",
    "id",
    "func",
    "type",
    "struct",
    "interface",
    "package",
    "import",
    "const",
    "export",
    "default",
    "class",
    "extends",
    "return",
    "let",
    "await",
    "CREATE TABLE",
    "ALTER TABLE",
    "SELECT",
    "INSERT INTO",
    "PRIMARY KEY",
    "message",
    "oneof",
    "reserved",
    "_",
    "0",
    "nil",
    "null",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "`",
    "\"",
    "'",
    ";",
    ":",
    ",",
    ".",
    "...",
    "=>",
    ":=",
    "=",
    "*",
    "&",
    "|",
    "/*",
    "*/",
    "//",
    "--",
    "#",
    "```",
    "${",
    "\\",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{feff}",
    "\u{2028}",
    "\u{301}",
    "é",
    "語",
    "😀",
    "\u{202e}",
    "- ",
    "version: 1",
    "!!binary",
    "&a",
    "*a",
    "? ",
    "|\n",
    ">-\n",
    "---\n",
];

/// Nesting, each with what closes it.
const NESTING: &[(&str, &str)] = &[
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("<b>", "</b>"),
    ("[]", ""),
    ("*", ""),
    ("!", ""),
    ("-", ""),
    ("> ", ""),
    ("- ", ""),
    ("if x {", "}"),
    ("func() {", "}"),
    ("struct { RunID ", "}"),
    ("{ runId: ", " }"),
    ("(runId) => ", ""),
    ("${`", "`}"),
    ("message M { ", "}"),
    ("SELECT (", ")"),
    ("f(", ")"),
    ("a.", ""),
    ("a ? b : ", ""),
    ("Map<", ">"),
    ("*", "*"),
    ("[a](", ")"),
    ("/*", "*/"),
    ("# ", ""),
    ("  ", ""),
    ("runId +", ""),
    ("runID, ", ""),
    ("run_id TEXT, ", ""),
    ("x: ", ""),
];

/// Changes `bytes` once; `other` is a file that pieces may come from.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    match random.below(20) {
        0 => flip(bytes, random),
        1 => drop(bytes.drain(piece(bytes.len(), random))),
        2 => {
            let copy = bytes[piece(bytes.len(), random)].to_vec();
            insert(bytes, &copy, random);
        }
        3 | 4 => insert(bytes, &other[piece(other.len(), random)], random),
        5 | 6 => swap_tokens(bytes, random),
        7..=9 => replace_token(bytes, random),
        10 => insert(bytes, random.one_of(TOKENS).as_bytes(), random),
        11 => nest(bytes, random),
        12 => one_line(bytes, random),
        13 => insert(bytes, &vec![0; 1 + random.below(3)], random),
        14 => insert(bytes, random.one_of::<&[u8]>(&[b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"]), random),
        15 => *bytes = replaced(bytes, b"\n", if random.once_in(3) { b"\r" } else { b"\r\n" }),
        16 => bytes.truncate(random.below(bytes.len() + 1)),
        _ => lines(bytes, random),
    }
    bytes.truncate(LARGEST);
}

/// A range of a text of `len` bytes; mostly a short one.
fn piece(len: usize, random: &mut Random) -> Range<usize> {
    let start = random.below(len + 1);
    let longest = if random.once_in(4) { len } else { 40 };
    start..(start + random.below(longest + 1)).min(len)
}

fn insert(bytes: &mut Vec<u8>, what: &[u8], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    bytes.splice(at..at, what.iter().copied());
}

fn flip(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << random.below(8);
        }
    }
}

fn tokens(bytes: &[u8]) -> Vec<Range<usize>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, &byte) in bytes.iter().enumerate() {
        match found.last_mut() {
            Some(last) if last.end == at && is_word(byte) && is_word(bytes[at - 1]) => last.end = at + 1,
            _ if byte.is_ascii_whitespace() => {}
            _ => found.push(at..at + 1),
        }
    }
    found
}

fn swap_tokens(bytes: &mut Vec<u8>, random: &mut Random) {
    let found = tokens(bytes);
    let (a, b) = (random.below(found.len()), random.below(found.len()));
    let (Some(first), Some(second)) = (found.get(a.min(b)), found.get(a.max(b))) else { return };
    if first.end <= second.start {
        let (one, two) = (bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec());
        bytes.splice(second.clone(), one);
        bytes.splice(first.clone(), two);
    }
}

fn replace_token(bytes: &mut Vec<u8>, random: &mut Random) {
    let found = tokens(bytes);
    let Some(token) = found.get(random.below(found.len())) else { return };
    let new = match found.get(random.below(found.len())) {
        Some(other) if random.once_in(2) => bytes[other.clone()].to_vec(),
        _ => random.one_of(TOKENS).as_bytes().to_vec(),
    };
    bytes.splice(token.clone(), new);
}

fn nest(bytes: &mut Vec<u8>, random: &mut Random) {
    let (open, close) = *random.one_of(NESTING);
    let depth = *random.one_of(&[3, 30, 300, 3_000, 10_000]);
    let inner = if random.once_in(2) { "run_id" } else { "RunID" };
    let close = if random.once_in(3) { String::new() } else { close.repeat(depth) };
    insert(bytes, format!("{}{inner}{close}", open.repeat(depth)).as_bytes(), random);
}

fn one_line(bytes: &mut Vec<u8>, random: &mut Random) {
    if random.once_in(2) {
        *bytes = replaced(bytes, b"\n", b" ");
    } else {
        let word = random.one_of(TOKENS).repeat(random.below(3_000));
        insert(bytes, word.as_bytes(), random);
    }
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(old) {
            out.extend_from_slice(new);
            at += old.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

/// Takes a line away, says it twice, or puts it elsewhere.
fn lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut all: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    if all.is_empty() {
        return;
    }
    let at = random.below(all.len());
    let line = all[at];
    if random.once_in(2) {
        all.remove(at);
    }
    if random.once_in(2) {
        all.insert(random.below(all.len() + 1), line);
    }
    *bytes = all.concat();
}
