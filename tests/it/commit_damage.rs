//! A journal that is damaged: the files themselves show how far an apply came, and the only copy of a text is never removed.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::crash::{NEW, OLD, both, fresh, half_swapped, journal, siblings, staged, texts};
use crate::support::run_in;

/// Changes the bytes of the journal.
fn damage(dir: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let path = journal(dir).join("journal");
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Where the first record ends and the next begins.
fn second_record(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    text.find("{\"record\":\"commit\"}").map(|at| at - 17).expect("it was committed")
}

fn recover(dir: &TempDir, code: i32, said: &str) -> String {
    let (found, out, err) = run_in(&["recover"], dir.path());
    assert_eq!(found, code, "{out}{err}");
    assert!(out.contains(said), "{out}{err}");
    out
}

#[test]
fn a_swap_without_a_record_is_finished_like_any_other() {
    let whole = fs::read(journal(half_swapped().path()).join("journal")).unwrap();
    let record = second_record(&whole);
    let flips = (record..whole.len() - 1).step_by(5).map(|at| (at, false));
    let cuts = (record..whole.len() - 1).step_by(4).map(|at| (at, true));
    for (at, cut) in flips.chain(cuts) {
        let dir = half_swapped();
        let at = at + fs::read(journal(dir.path()).join("journal")).unwrap().len() - whole.len();
        damage(dir.path(), |bytes| if cut { bytes.truncate(at) } else { bytes[at] ^= 1 });
        recover(&dir, 0, "finished, 2 files");
        assert_eq!((texts(dir.path()), siblings(dir.path()).len()), (both("new", "new"), 0), "byte {at}, cut: {cut}");
        let (code, _, err) = run_in(&["undo"], dir.path());
        assert_eq!((code, texts(dir.path())), (0, both("old", "old")), "{err}");
    }
}

#[test]
fn a_done_apply_whose_records_are_lost_stays_done() {
    let dir = fresh();
    assert_eq!(run_in(&["apply", "--allow-no-vcs", "--batch", "1", "src"], dir.path()).0, 0);
    damage(dir.path(), |bytes| bytes.truncate(second_record(bytes)));
    recover(&dir, 0, "finished, 2 files");
    assert_eq!(texts(dir.path()), both("new", "new"));
}

#[test]
fn the_only_old_copy_outlives_a_lost_record_and_an_edit() {
    let dir = half_swapped();
    damage(dir.path(), |bytes| bytes.truncate(second_record(bytes)));
    fs::write(dir.path().join("src/a.go"), "mine").unwrap();
    let out = recover(&dir, 1, "changed meanwhile and left: src/a.go; old text in ");
    let kept = out.trim().rsplit(' ').next().unwrap();
    assert_eq!(fs::read_to_string(Path::new(kept).join("0-a.go")).unwrap(), OLD.replace("NAME", "a"));
    assert_eq!(texts(dir.path()), ["mine".to_owned(), both("old", "old")[1].clone()]);
    assert_eq!(siblings(dir.path()).len(), 0);

    // And where the pack is damaged as well, the sibling itself is what is left.
    let dir = half_swapped();
    fs::write(dir.path().join("src/a.go"), "mine").unwrap();
    let pack = journal(dir.path()).join("old");
    let rubbish = vec![b'x'; fs::metadata(&pack).unwrap().len() as usize];
    fs::write(pack, rubbish).unwrap();
    recover(&dir, 1, "changed meanwhile and left: src/.runsess-");
    let left = siblings(dir.path());
    assert_eq!(left.len(), 1);
    assert_eq!(fs::read_to_string(&left[0]).unwrap(), OLD.replace("NAME", "a"));
}

#[test]
fn what_was_staged_goes_and_what_somebody_else_put_there_stays() {
    let dir = staged();
    let mut beside = siblings(dir.path());
    beside.sort();
    fs::write(&beside[0], "x".repeat(NEW.len())).unwrap();
    fs::write(&beside[1], &NEW[..9]).unwrap();
    recover(&dir, 1, "left: src/.runsess-");
    assert_eq!((texts(dir.path()), siblings(dir.path())), (both("old", "old"), beside[..1].to_vec()));
}

#[test]
fn new_text_that_somebody_wrote_by_hand_is_no_swap() {
    let dir = staged();
    let new = both("new", "new");
    fs::write(dir.path().join("src/a.go"), &new[0]).unwrap();
    recover(&dir, 0, "taken back");
    assert_eq!((texts(dir.path()), siblings(dir.path()).len()), (both("new", "old"), 0));
}

#[test]
fn whoever_reads_an_interrupted_tree_is_told() {
    for make in [half_swapped, staged] {
        let dir = make();
        for words in
            [&["scan", "src"][..], &["check", "src"], &["scan", "--format", "json", "."], &["check", "src/a.go"]]
        {
            let (_, out, err) = run_in(words, dir.path());
            assert!(err.contains("apply 1 in ") && err.contains("run `runsess recover` first"), "{words:?}: {err}");
            assert!(!out.contains("apply 1 in "), "{words:?}");
        }
        fs::create_dir(dir.path().join("other")).unwrap();
        fs::write(dir.path().join("other/c.go"), OLD.replace("NAME", "c")).unwrap();
        let (_, _, err) = run_in(&["scan", "other"], dir.path());
        assert_eq!(err, "", "another tree");
        assert_eq!(run_in(&["recover"], dir.path()).0, 0);
        let (_, _, err) = run_in(&["scan", "src"], dir.path());
        assert_eq!(err, "");
    }
}

#[test]
fn what_an_apply_puts_beside_files_is_known_by_its_name() {
    use runsess::model::is_sibling_name;
    for sibling in siblings(half_swapped().path()).into_iter().chain(siblings(staged().path())) {
        assert!(is_sibling_name(sibling.file_name().unwrap().to_str().unwrap()), "{}", sibling.display());
    }
    for name in ["a.go", ".runsess-0.tmp", ".runsess-0123456789-.tmp", ".runsess-012345678G-0.tmp", ".runsess.yaml"] {
        assert!(!is_sibling_name(name), "{name}");
    }
}
