//! Uses of an exported name in modules outside of the roots, as far as they can be known: modules that compile against the
//! very sources of the roots. Who else imports a published package, nobody can know.

use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

use crate::lang::go::resolve::load::neighbours::neighbours;
use crate::lang::go::resolve::offsets::word_offsets;
use crate::lang::go::syntax::outline;

/// Go files that are read in one module; more belong to no module that people write.
const MAX_FILES: usize = 20_000;

/// The first file, `FILE:LINE`, of each module outside of the roots `repos` that imports the package `path` and says
/// `package.name`.
pub fn consumers(repos: &[crate::model::Repo], path: &str, name: &str) -> Vec<String> {
    let quoted = format!("\"{path}\"");
    let import = Finder::new(&quoted);
    let word = Finder::new(name);
    let mut found = Vec::new();
    for module in neighbours(repos) {
        for file in go_files(&module) {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            if import.find(text.as_bytes()).is_none() || word.find(text.as_bytes()).is_none() {
                continue;
            }
            let outline = outline(&text);
            let Some(it) = outline.imports.iter().find(|it| it.path == path) else { continue };
            let last = path.rsplit('/').next().unwrap_or(path);
            let alias = it.alias.as_ref().map_or(last, |alias| alias.name.as_str());
            let before = format!("{alias}.");
            let qualified = |at: &u32| alias == "." || text[..*at as usize].ends_with(&before);
            if let Some(at) = word_offsets(&text, &word).into_iter().find(qualified) {
                let line = text[..at as usize].matches('\n').count() + 1;
                found.push(format!("{}:{line}", file.display()));
                break;
            }
        }
    }
    found
}

/// The Go files of one module, without those of modules within it.
fn go_files(module: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![module.to_path_buf()]);
    while let Some(dir) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else { continue };
        for entry in entries.filter_map(Result::ok) {
            let (path, name) = (entry.path(), entry.file_name());
            let closed =
                |name: &str| name.starts_with(['.', '_']) || ["vendor", "node_modules", "testdata"].contains(&name);
            let is_dir = entry.file_type().is_ok_and(|it| it.is_dir());
            if is_dir && !closed(&name.to_string_lossy()) && !path.join("go.mod").is_file() {
                open.push(path);
            } else if !is_dir && path.extension().is_some_and(|it| it == "go") {
                files.push(path);
            }
        }
        if files.len() > MAX_FILES {
            break;
        }
    }
    files.sort();
    files
}
