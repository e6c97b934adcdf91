//! What a repository is called: by something that is the same in every clone, work tree and renamed folder of it.

use std::path::{Path, PathBuf};

use crate::disk::read_plain;

/// Bigger files are not read for a name, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// The name of the repository at `root`: the last part of the address of its remote, else of its module path or package name,
/// else of the folder that holds its git data (which all its work trees share). `None` where it has none of them.
///
/// A remote that is a folder on this machine says least: it is called as somebody liked to call a folder.
pub(super) fn called(root: &Path) -> Option<String> {
    let git = git_folder(root);
    let remote = git.as_deref().and_then(remote);
    let hosted = remote.as_deref().filter(|it| is_hosted(it)).and_then(last_part);
    let declared = || module_name(root).or_else(|| package_name(root));
    let local = || remote.as_deref().filter(|it| !is_hosted(it)).and_then(last_part);
    let folder = || git.as_deref().filter(|it| it.ends_with(".git")).and_then(|it| last_part(it.parent()?.to_str()?));
    hosted.or_else(declared).or_else(local).or_else(folder)
}

/// Where the repository at `root` can be cloned from: the address of its remote, unless that is a folder of this machine.
pub fn remote_of(root: &Path) -> Option<String> {
    remote(&git_folder(root)?).filter(|it| is_hosted(it))
}

/// The folder with the configuration of the repository whose work tree is `root`. A work tree that was added, and a submodule,
/// have a file `.git` that names theirs (gitrepository-layout(5)).
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let own = root.join(line(&git)?.strip_prefix("gitdir:")?.trim());
    match line(&own.join("commondir")) {
        Some(common) => own.join(common).canonicalize().ok(),
        None => Some(own),
    }
}

fn line(path: &Path) -> Option<String> {
    text(path)?.lines().next().map(str::to_owned)
}

fn text(path: &Path) -> Option<String> {
    String::from_utf8(read_plain(path, MAX_BYTES).ok()?).ok()
}

/// The address of `origin`, else of the first remote (git-config(1)).
fn remote(git: &Path) -> Option<String> {
    let config = text(&git.join("config"))?;
    let (mut section, mut first) = ("", None);
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.starts_with("[remote ")
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "url"
        {
            let address = value.trim().trim_matches('"').to_owned();
            if section.starts_with("[remote \"origin\"]") {
                return Some(address);
            }
            first = first.or(Some(address));
        }
    }
    first
}

/// `https://host/path` or `user@host:path`, and not a folder of this machine.
fn is_hosted(address: &str) -> bool {
    match address.split_once("://") {
        Some((scheme, _)) => scheme != "file",
        // A drive of Windows is one letter.
        None => address.split_once(':').is_some_and(|(host, _)| host.len() > 1 && !host.contains(['/', '\\'])),
    }
}

fn last_part(address: &str) -> Option<String> {
    let address = address.trim_end_matches(['/', '\\']);
    let name = address.strip_suffix(".git").unwrap_or(address).trim_end_matches(['/', '\\']);
    let name = name.rsplit(['/', '\\', ':']).next()?;
    let clean: String = name.chars().filter(|c| c.is_alphanumeric() || "._-".contains(*c)).collect();
    (!clean.trim_matches('.').is_empty()).then_some(clean)
}

/// From `go.mod`, without the major version that ends a path (go.dev/ref/mod#module-path).
fn module_name(root: &Path) -> Option<String> {
    let module = text(&root.join("go.mod"))?;
    let mut words = module.lines().filter_map(|line| line.trim().strip_prefix("module "));
    let path = words.next()?.split("//").next()?.trim().trim_matches('"');
    let major =
        |it: &str| it.strip_prefix('v').is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    let path = match path.rsplit_once('/') {
        Some((before, last)) if major(last) => before,
        _ => path,
    };
    last_part(path)
}

/// From `package.json`, without the scope.
fn package_name(root: &Path) -> Option<String> {
    let package: serde_json::Value = serde_json::from_str(&text(&root.join("package.json"))?).ok()?;
    last_part(package.get("name")?.as_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a writable folder");
        std::fs::write(path, text).expect("a writable folder");
    }

    #[test]
    fn an_address_says_a_name() {
        for (address, name, hosted) in [
            ("https://github.com/acme/chat.git", Some("chat"), true),
            ("git@github.com:acme/chat.git", Some("chat"), true),
            ("ssh://git@host:22/acme/chat/", Some("chat"), true),
            ("chat:acme", Some("acme"), true),
            ("file:///srv/chat.git", Some("chat"), false),
            ("../chat", Some("chat"), false),
            ("C:\\srv\\chat", Some("chat"), false),
            ("/srv/..", None, false),
            ("", None, false),
        ] {
            assert_eq!((last_part(address).as_deref(), is_hosted(address)), (name, hosted), "{address}");
        }
    }

    #[test]
    fn a_remote_comes_before_a_module_and_a_module_before_a_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("job@2");
        std::fs::create_dir(&root).expect("a writable folder");
        assert_eq!(called(&root), None);
        put(&root, "package.json", "{\"name\": \"@acme/web\"}");
        assert_eq!(called(&root).as_deref(), Some("web"));
        put(&root, "go.mod", "// the module\nmodule \"example.com/acme/chat/v2\" // it\n\ngo 1.22\n");
        assert_eq!(called(&root).as_deref(), Some("chat"));
        let upstream = "[core]\n\tbare = false\n[remote \"up\"]\n\turl = git@host:acme/upstream.git\n";
        put(&root, ".git/config", upstream);
        assert_eq!(called(&root).as_deref(), Some("upstream"));
        put(&root, ".git/config", &format!("{upstream}[remote \"origin\"]\n\turl = \"https://host/acme/real\"\n"));
        assert_eq!(called(&root).as_deref(), Some("real"));
        put(&root, ".git/config", "[remote \"origin\"]\n\turl = /home/me/some-folder\n");
        assert_eq!(called(&root).as_deref(), Some("chat"), "a folder of somebody is no name");
    }

    #[test]
    fn a_work_tree_is_called_as_its_repository() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        put(root, "main/.git/config", "[core]\n\tbare = false\n");
        put(root, "main/.git/worktrees/wt/commondir", "../..\n");
        let git = root.join("main/.git/worktrees/wt");
        put(root, "wt-fix/.git", &format!("gitdir: {}\n", git.display()));
        assert_eq!(called(&root.join("main")).as_deref(), Some("main"));
        assert_eq!(called(&root.join("wt-fix")).as_deref(), Some("main"));
        put(root, "main/.git/config", "[remote \"origin\"]\n\turl = https://host/acme/chat.git\n");
        assert_eq!(called(&root.join("wt-fix")).as_deref(), Some("chat"));
    }
}
