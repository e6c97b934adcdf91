//! Where a machine keeps Go code that is not in the roots: the standard library and the module cache. Asks the environment
//! and the file system, never the `go` program.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::disk::Disk;

/// Bigger files hold data, if they are Go at all; the largest of the standard library has 1 MB.
pub(super) const MAX_BYTES: u64 = 16 << 20;

/// The folders outside of the roots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Places {
    /// The Go distribution: the folder that holds `src`.
    pub goroot: Option<PathBuf>,
    /// The module cache: the folder that holds `github.com/…@v1.2.3` and `cache/download`.
    pub module_cache: Option<PathBuf>,
}

impl Places {
    /// Looks where the Go tool would look: `GOROOT`, else beside the `go` on the path, else `/usr/local/go`; `GOMODCACHE`,
    /// else `pkg/mod` of `GOPATH`, else of `~/go`. `go env -w` settings count after the environment.
    pub fn find() -> Self {
        let settings = Settings::read();
        let goroot = settings.get("GOROOT").map(PathBuf::from).filter(|folder| has_std(folder));
        let goroot = goroot.or_else(beside_the_program).or_else(|| {
            let usual = PathBuf::from("/usr/local/go");
            has_std(&usual).then_some(usual)
        });
        let gopath = || {
            let first = settings.get("GOPATH").and_then(|list| std::env::split_paths(&list).next());
            first.or_else(|| Some(std::env::home_dir()?.join("go")))
        };
        let module_cache = settings.get("GOMODCACHE").map(PathBuf::from).or_else(|| Some(gopath()?.join("pkg/mod")));
        Self { goroot, module_cache: module_cache.filter(|folder| folder.is_dir()) }
    }

    /// `…/src` of the distribution.
    pub(super) fn std_src(&self) -> Option<PathBuf> {
        self.goroot.as_ref().map(|goroot| goroot.join("src"))
    }

    /// The folder of a module at a version in the module cache, when it is there.
    pub(super) fn cached_module(&self, disk: &Disk, path: &str, version: &str) -> Option<PathBuf> {
        let folder = self.module_cache.as_ref()?.join(format!("{}@{}", escape(path)?, escape(version)?));
        disk.is_dir(&folder).then_some(folder)
    }

    /// The text of the `go.mod` of a module at a version, which the cache keeps also for modules that it has no sources of.
    pub(super) fn cached_modfile(&self, disk: &Disk, path: &str, version: &str) -> Option<String> {
        let name = format!("cache/download/{}/@v/{}.mod", escape(path)?, escape(version)?);
        disk.read(&self.module_cache.as_ref()?.join(name), MAX_BYTES)
    }
}

/// The environment, and under it the file that `go env -w` writes.
struct Settings {
    file: String,
}

impl Settings {
    fn read() -> Self {
        let config = std::env::var_os("GOENV").map(PathBuf::from).or_else(|| {
            let folder = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
            Some(folder.or_else(|| Some(std::env::home_dir()?.join(".config")))?.join("go/env"))
        });
        Self { file: config.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default() }
    }

    fn get(&self, key: &str) -> Option<std::ffi::OsString> {
        let set = std::env::var_os(key).filter(|value| !value.is_empty());
        set.or_else(|| {
            let value = self.file.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?.trim();
            (!value.is_empty()).then(|| value.into())
        })
    }
}

fn beside_the_program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| {
        let program = folder.join(if cfg!(windows) { "go.exe" } else { "go" }).canonicalize().ok()?;
        let goroot = program.parent()?.parent()?.to_path_buf();
        has_std(&goroot).then_some(goroot)
    })
}

fn has_std(goroot: &Path) -> bool {
    goroot.join("src/fmt").is_dir()
}

/// Upper-case letters are `!x` in the cache, for file systems that ignore case. `None` for what no module and no version is
/// called: a `go.mod` may say `v1/../..`, which leads out of the cache.
fn escape(path: &str) -> Option<String> {
    let strange = |part: &str| part.is_empty() || part == "." || part == ".." || part.contains(['\\', ':', '\0']);
    if path.split('/').any(strange) {
        return None;
    }
    let mut escaped = String::with_capacity(path.len() + 4);
    for letter in path.chars() {
        if letter.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(letter.to_ascii_lowercase());
    }
    Some(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_is_escaped() {
        assert_eq!(escape("github.com/BurntSushi/toml").as_deref(), Some("github.com/!burnt!sushi/toml"));
    }

    #[test]
    fn nothing_leads_out_of_the_cache() {
        let cache = tempfile::tempdir().expect("a temporary folder");
        let top = cache.path().join("mod");
        let place = |path: &str| std::fs::create_dir_all(cache.path().join(path)).expect("a writable folder");
        ["mod/example.com/a@v1", "mod/cache/download/example.com/a/@v", "x"].into_iter().for_each(place);
        for file in ["x.mod", "mod/cache/download/example.com/a/@v/v1.mod"] {
            std::fs::write(cache.path().join(file), "module x\n").expect("a writable folder");
        }
        let (places, disk) = (Places { goroot: None, module_cache: Some(top.clone()) }, Disk::default());
        assert_eq!(places.cached_module(&disk, "example.com/a", "v1"), Some(top.join("example.com/a@v1")));
        assert!(places.cached_modfile(&disk, "example.com/a", "v1").is_some());
        for (path, version) in [
            ("example.com/a", "v1/../../../x"),
            ("example.com/a", "v1/../../../../../../x"),
            ("example.com/../../x", "v1"),
            ("/x", "v1"),
            ("", "v1"),
        ] {
            assert_eq!(places.cached_module(&disk, path, version), None, "{path}@{version}");
            assert_eq!(places.cached_modfile(&disk, path, version), None, "{path}@{version}");
        }
    }
}
