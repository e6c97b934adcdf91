//! `repos.jsonl`: the repositories of a fleet, one JSON object a line, with where each is and which others it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::artefact::Shard;
use super::checkout::{Asked, read, revision};
use super::unfit::unfit;
use crate::disk::read_plain;
use crate::lang::needs::{names, needs};
use crate::rules::Pack;
use crate::session::Error;
use crate::walk::remote_of;

/// A larger file is no manifest, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// One repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What findings call it.
    pub name: String,
    /// Where a checkout of it lies, relative to the manifest.
    pub path: PathBuf,
    /// Where it can be cloned from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The commit that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The names of the repositories that it needs, directly or by way of others.
    #[serde(default)]
    pub needs: BTreeSet<String>,
}

/// All repositories of a fleet.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    /// By name.
    pub entries: BTreeMap<String, Entry>,
    /// The folder of the manifest.
    folder: PathBuf,
}

impl Fleet {
    /// Reads a manifest.
    ///
    /// # Errors
    /// A line that is no repository, or a name that stands there twice or not at all.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let shown = path.display();
        let help = "a line is {\"name\": …, \"path\": …, \"needs\": […]}; `runsess repos FOLDER…` prints them";
        let bytes = read_plain(path, MAX_BYTES).map_err(|error| unfit(format!("can't read {shown}: {error}"), help))?;
        let text = String::from_utf8(bytes).map_err(|_| unfit(format!("{shown} is no UTF-8"), help))?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut fleet = Self { entries: BTreeMap::new(), folder };
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let entry: Entry =
                serde_json::from_str(line).map_err(|error| unfit(format!("{shown}:{}: {error}", at + 1), help))?;
            if let Some(other) = fleet.entries.insert(entry.name.clone(), entry) {
                return Err(unfit(format!("{shown}:{}: `{}` stands there twice", at + 1, other.name), help));
            }
        }
        for it in fleet.entries.values() {
            if let Some(gone) = it.needs.iter().find(|name| !fleet.entries.contains_key(*name)) {
                return Err(unfit(format!("{shown}: `{}` needs `{gone}`, which is not listed", it.name), help));
            }
        }
        Ok(fleet)
    }

    /// What the facts of the repository `name` are made from.
    ///
    /// # Errors
    /// No such repository.
    pub fn asked(&self, name: &str) -> Result<Asked, Error> {
        let Some(entry) = self.entries.get(name) else {
            return Err(unfit(format!("the manifest has no repository `{name}`"), "its lines say the names"));
        };
        let (mut found, mut open) = (BTreeSet::from([name]), vec![entry]);
        while let Some(at) = open.pop() {
            let fresh = at.needs.iter().filter(|it| found.insert(it.as_str()));
            open.extend(fresh.filter_map(|it| self.entries.get(it)));
        }
        let place = |name: &str| (self.folder.join(&self.entries[name].path), Some(name.to_owned()));
        let deps = found.iter().filter(|it| **it != name).map(|it| place(it)).collect();
        let (root, name) = place(name);
        Ok(Asked { root, name, deps, revision: entry.revision.clone() })
    }

    /// Refuses artefacts that are not of these repositories at these commits.
    pub(super) fn holds(&self, shards: &[Shard]) -> Result<(), Error> {
        let known: BTreeMap<&str, &Shard> = shards.iter().map(|it| (it.name.as_str(), it)).collect();
        let missing: Vec<&str> = self.entries.keys().map(String::as_str).filter(|it| !known.contains_key(it)).collect();
        if !missing.is_empty() {
            let message = format!("no facts of {}", missing.join(", "));
            return Err(unfit(message, "run `runsess facts` for each of them, and link their facts, too"));
        }
        for (name, it) in known {
            let Some(entry) = self.entries.get(name) else {
                let help = "leave its facts out, or list it";
                return Err(unfit(format!("the manifest has no repository `{name}`"), help));
            };
            if let Some(wanted) = &entry.revision
                && it.revision.as_deref().is_none_or(|it| !it.starts_with(wanted.as_str()))
            {
                let message = format!("the facts of `{name}` are of {}, and the manifest says {wanted}", it.state());
                return Err(unfit(message, format!("run `runsess facts` for `{name}` at that commit")));
            }
        }
        Ok(())
    }
}

/// The manifest of the repositories in these folders, which are written as they are given.
///
/// # Errors
/// As [`facts`](super::facts), and two repositories of one name.
pub fn listed(folders: &[PathBuf], pack: &Pack) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for folder in folders {
        let asked = Asked { root: folder.clone(), ..Asked::default() };
        let (repos, sources, own, _) = read(&asked, pack)?;
        let repo = &repos[own.0 as usize];
        let revision = revision(repo);
        let entry = Entry {
            name: repo.name.to_string(),
            path: folder.clone(),
            url: remote_of(&repo.root),
            revision,
            needs: BTreeSet::new(),
        };
        found.push((entry, names(&sources.iter().collect::<Vec<_>>())));
    }
    found.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    if let Some(pair) = found.windows(2).find(|it| it[0].0.name == it[1].0.name) {
        let (one, other) = (pair[0].0.path.display(), pair[1].0.path.display());
        let message = format!("{one} and {other} are both called `{}`", pair[0].0.name);
        return Err(unfit(message, "give one of them another name in the manifest, by hand"));
    }
    let all: Vec<_> = found.iter().map(|it| &it.1).collect();
    let needs = needs(&all);
    let called: Vec<String> = found.iter().map(|it| it.0.name.clone()).collect();
    let with = |((entry, _), needs): ((Entry, _), BTreeSet<usize>)| Entry {
        needs: needs.into_iter().map(|it| called[it].clone()).collect(),
        ..entry
    };
    Ok(found.into_iter().zip(needs).map(with).collect())
}
