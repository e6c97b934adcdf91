//! Who could not read a file before an apply can't read it after, and the other way round.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::crash::{both, fresh, half_swapped, texts};
use crate::support::run_in;

fn acl(words: &[&str], path: &Path) -> Option<String> {
    let output = Command::new(words[0]).args(&words[1..]).arg(path).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Owner, mode and list of rights of both files.
fn rights(dir: &Path) -> Vec<(u32, u32, u32, String)> {
    let of = |path: PathBuf| {
        let meta = path.metadata().unwrap();
        let list = acl(&["getfacl", "-cpn"], &path).unwrap();
        (meta.uid(), meta.gid(), meta.mode(), list)
    };
    ["a", "b"].map(|name| of(dir.join(format!("src/{name}.go")))).to_vec()
}

/// True when lists of rights can be set there. Loud where not.
fn have_lists(dir: &Path) -> bool {
    let have = acl(&["setfacl", "-d", "-m", "u:1:rwx,g:1:rw"], &dir.join("src")).is_some();
    if !have {
        eprintln!("SKIPPED: setfacl is missing or the file system has no lists of rights, so nothing was checked here");
    }
    have
}

#[test]
fn a_list_that_the_folder_hands_down_is_not_handed_to_old_files() {
    for mode in [0o640, 0o600, 0o664, 0o755] {
        let dir = fresh();
        for it in ["a", "b"] {
            fs::set_permissions(dir.path().join(format!("src/{it}.go")), fs::Permissions::from_mode(mode)).unwrap();
        }
        if !have_lists(dir.path()) {
            return;
        }
        let before = rights(dir.path());
        let (code, _, err) = run_in(&["apply", "--allow-no-vcs", "--batch", "1", "src"], dir.path());
        assert_eq!((code, texts(dir.path())), (0, both("new", "new")), "{err}");
        assert_eq!(rights(dir.path()), before, "after an apply, mode {mode:o}");
        assert_eq!(run_in(&["undo"], dir.path()).0, 0);
        assert_eq!(rights(dir.path()), before, "after undo, mode {mode:o}");
    }
}

#[test]
fn a_list_of_its_own_stays_with_a_file() {
    let dir = fresh();
    if !have_lists(dir.path()) {
        return;
    }
    for (name, list) in [("a", "u:1:r,g:2:rw,m:r"), ("b", "u:2:rwx,o:-")] {
        acl(&["setfacl", "-m", list], &dir.path().join(format!("src/{name}.go"))).unwrap();
    }
    let before = rights(dir.path());
    assert_eq!(run_in(&["apply", "--allow-no-vcs", "--batch", "1", "src"], dir.path()).0, 0);
    assert_eq!((rights(dir.path()), texts(dir.path())), (before.clone(), both("new", "new")));
    assert_eq!(run_in(&["undo"], dir.path()).0, 0);
    assert_eq!(rights(dir.path()), before);
}

#[test]
fn what_is_brought_back_from_the_pack_inherits_nothing_either() {
    let dir = half_swapped();
    let before = |dir: &Path| fs::metadata(dir.join("src/b.go")).unwrap().mode();
    let mode = before(dir.path());
    if !have_lists(dir.path()) {
        return;
    }
    // The old file is gone, so its bytes come from the pack; the other one was edited, so nothing can be finished.
    for sibling in crate::crash::siblings(dir.path()) {
        fs::remove_file(sibling).unwrap();
    }
    let (code, out, err) = run_in(&["recover"], dir.path());
    assert_eq!((code, texts(dir.path())), (0, both("old", "old")), "{out}{err}");
    let after = rights(dir.path());
    assert_eq!((after[0].2, after[0].3.contains("user:1:")), (mode, false), "{}", after[0].3);
}
