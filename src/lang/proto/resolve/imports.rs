//! Which files a file sees. An import names a file from some folder that protoc is told of; here it is the file of the roots whose path ends
//! so, the nearest one where several do.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::lang::proto::syntax::{Import, ProtoFile};
use crate::model::{FileId, RepoId};

/// By file.
pub(super) struct Found {
    pub sees: Vec<BTreeSet<usize>>,
    pub needs: Vec<BTreeSet<usize>>,
    pub missing: Vec<Vec<Import>>,
}

pub(super) fn resolve(files: &[(FileId, ProtoFile)], paths: &[(RepoId, &str)]) -> Found {
    let mut by_name: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, (_, path)) in paths.iter().enumerate() {
        by_name.entry(file_name(path)).or_default().push(at);
    }
    let mut imports: Vec<Vec<(usize, bool)>> = Vec::new();
    let mut missing: Vec<Vec<Import>> = vec![Vec::new(); files.len()];
    for (at, (_, file)) in files.iter().enumerate() {
        let mut found = Vec::new();
        for import in &file.imports {
            let fits = |other: &&usize| {
                let before = paths[**other].1.strip_suffix(import.path.as_str());
                before.is_some_and(|it| it.is_empty() || it.ends_with('/'))
            };
            let candidates = by_name.get(file_name(&import.path)).into_iter().flatten().filter(fits);
            match candidates.copied().max_by_key(|it| (nearness(paths[at], paths[*it]), std::cmp::Reverse(*it))) {
                Some(other) => found.push((other, import.public)),
                None => missing[at].push(import.clone()),
            }
        }
        imports.push(found);
    }
    let reach = |from: usize, public_only: bool| {
        let mut all = BTreeSet::from([from]);
        let mut open: Vec<usize> = imports[from].iter().map(|it| it.0).collect();
        while let Some(at) = open.pop() {
            if all.insert(at) {
                open.extend(imports[at].iter().filter(|it| it.1 || !public_only).map(|it| it.0));
            }
        }
        all
    };
    let all = |public_only| (0..files.len()).map(|at| reach(at, public_only)).collect();
    Found { sees: all(true), needs: all(false), missing }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How many folders two files have in common; a file of the same repository is nearer than any other.
fn nearness(one: (RepoId, &str), other: (RepoId, &str)) -> (bool, usize) {
    let folders = |path: &'_ str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let common = folders(one.1).iter().zip(&folders(other.1)).take_while(|(one, other)| one == other).count();
    (one.0 == other.0, common)
}
