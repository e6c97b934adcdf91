//! The trees that are mutated: the literate cases, each with its own files, and pieces of the example workspace, with files
//! of other languages among them.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

use crate::support::{Random, files_below, package};

use super::mutate::mutate;

type File = (String, Vec<u8>);

/// What trees are made from.
pub struct Corpus {
    cases: Vec<Vec<File>>,
    workspace: Vec<File>,
    packs: Vec<Vec<u8>>,
}

impl Corpus {
    /// Everything that the package has.
    pub fn read() -> Self {
        let all = |folder: &str| -> Vec<File> {
            let root = package().join(folder);
            let file = |path: PathBuf| (path.display().to_string(), std::fs::read(root.join(&path)).unwrap());
            files_below(&root).into_iter().map(file).collect()
        };
        let mut packs: Vec<Vec<u8>> = all("rules").into_iter().chain(all("fixtures/packs")).map(|it| it.1).collect();
        let mut cases = vec![all("fixtures/conflict")];
        for (_, text) in all("tests/cases") {
            let mut files = Vec::new();
            for (info, body) in fences(&String::from_utf8(text).unwrap()) {
                match info.split_once("file=") {
                    Some((_, path)) => files.push((path.trim().to_owned(), body)),
                    None if info.trim() == "rules" => packs.push(body),
                    None => {}
                }
            }
            cases.push(files);
        }
        cases.retain(|files| !files.is_empty());
        let workspace = all("fixtures/workspace");
        assert!(cases.len() > 30 && packs.len() > 5 && workspace.len() > 50, "the corpus is read");
        Self { cases, workspace, packs }
    }

    /// Some pack.
    pub fn pack(&self, random: &mut Random) -> Vec<u8> {
        random.one_of(&self.packs).clone()
    }

    /// Any file.
    fn any(&self, random: &mut Random) -> &File {
        if random.once_in(2) {
            random.one_of(&self.workspace)
        } else {
            let case = random.one_of(&self.cases);
            random.one_of(case)
        }
    }

    fn files(&self, random: &mut Random) -> Vec<File> {
        if random.once_in(3) {
            // Neighbours know each other.
            let start = random.below(self.workspace.len());
            let near = self.workspace.iter().skip(start).take(1 + random.below(4));
            let modules = self.workspace.iter().filter(|(path, _)| path.ends_with("go.mod"));
            return modules.chain(near).chain([random.one_of(&self.workspace)]).cloned().collect();
        }
        let mut files = random.one_of(&self.cases).clone();
        for _ in 0..random.below(3) {
            files.push(self.any(random).clone());
        }
        files
    }

    /// Writes a tree to `root`.
    pub fn plant(&self, root: &Path, random: &mut Random) {
        for (path, mut bytes) in self.files(random) {
            if !random.once_in(3) {
                for _ in 0..=random.below(4) {
                    mutate(&mut bytes, &self.any(random).1, random);
                }
            }
            let path = root.join(if random.once_in(15) { renamed(&path, random) } else { path.into() });
            // A name may be too long, or a folder by now: then there is a file less.
            let folder = path.parent().map(std::fs::create_dir_all);
            if folder.is_some_and(|made| made.is_ok()) {
                let _ = std::fs::write(path, bytes);
            }
        }
    }
}

/// The fences of a Markdown file: what follows the backticks, and the body.
fn fences(text: &str) -> Vec<(&str, Vec<u8>)> {
    let mut found: Vec<(&str, Vec<u8>)> = Vec::new();
    let mut open: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let info = line.trim_start_matches('`');
        let ticks = &line[..line.len() - info.len()];
        match open {
            None if ticks.len() >= 3 => {
                open = Some(ticks);
                found.push((info.trim_end(), Vec::new()));
            }
            Some(own) if ticks == own && info.trim().is_empty() => open = None,
            Some(_) => found.last_mut().unwrap().1.extend_from_slice(line.as_bytes()),
            None => {}
        }
    }
    found
}

/// The same folder, another name.
fn renamed(path: &str, random: &mut Random) -> OsString {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let endings =
        ["go", "ts", "tsx", "d.ts", "js", "sql", "proto", "md", "mdx", "json", "yaml", "txt", "pb.go", "", "go.mod"];
    let new: Vec<u8> = match random.below(12) {
        0 => format!("{name}.{}", random.one_of(&endings)).into(),
        1 | 2 => format!("x.{}", random.one_of(&endings)).into(),
        3 => format!("new\nline\t.{ending}").into(),
        4 => [b"latin\xe9.", ending.as_bytes()].concat(),
        5 => format!("-o.{ending}").into(),
        6 => format!("a b'\"$(x)|;&.{ending}").into(),
        7 => format!("\u{202e}語😀\u{1b}[31m.{ending}").into(),
        8 => format!("{}.{ending}", "long".repeat(60)).into(),
        9 => format!("{}{name}", "deep/".repeat(60)).into(),
        10 => format!("vendor/example.com/run_id/{name}").into(),
        _ => random
            .one_of(&["runsess.yaml", ".gitignore", "tsconfig.json", "package.json", "go.work", "a_test.go"])
            .as_bytes()
            .into(),
    };
    let mut whole = OsString::from(folder);
    if !folder.is_empty() {
        whole.push("/");
    }
    whole.push(OsStr::from_bytes(&new));
    OsString::from_vec(whole.into_vec())
}
