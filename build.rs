//! Says in `--version` which commit a release was built from.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env("CARGO_PKG_VERSION");
    let shown = match commit() {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo::rustc-env=RUNSESS_VERSION={shown}");
}

/// From the work tree, or from what `cargo package` notes of it. Not for builds without optimisation: each commit would build them anew.
fn commit() -> Option<String> {
    if env("PROFILE") != "release" {
        return None;
    }
    let folder = env("CARGO_MANIFEST_DIR");
    let packaged = Path::new(&folder).join(".cargo_vcs_info.json");
    if let Ok(text) = std::fs::read_to_string(&packaged) {
        let hash = text.split_once("\"sha1\": \"")?.1.get(..10)?;
        return hash.bytes().all(|it| it.is_ascii_hexdigit()).then(|| hash.to_owned());
    }
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(&folder).args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    // A package may lie unpacked in somebody else's work tree.
    let top = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != Path::new(&folder).canonicalize().ok()? {
        return None;
    }
    for path in ["HEAD", "logs/HEAD", "index"] {
        println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--path-format=absolute", "--git-path", path])?);
    }
    git(&["describe", "--always", "--dirty=, changed since", "--abbrev=10", "--exclude=*"])
}

/// Cargo sets it.
fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
