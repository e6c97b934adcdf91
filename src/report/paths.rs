//! What people at a terminal are told of a file: its path from the working folder, which they can open, and not the name that its
//! repository has here. The two differ where a folder is called otherwise than its repository, and wherever one stands inside of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::{Place, Repo};

/// The working folder and where the repositories stand. Without them, places are called as data calls them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Absolute, without links.
    here: PathBuf,
    /// By the names of the repositories.
    roots: BTreeMap<String, PathBuf>,
}

impl Paths {
    /// Those of `repos` for somebody who works in `here`, an absolute path without links.
    pub fn new(repos: &[Repo], here: PathBuf) -> Self {
        let roots = repos.iter().map(|it| (it.name.to_string(), it.root.clone())).collect();
        Self { here, roots }
    }

    /// The path of a place from the working folder, or its absolute path where it does not lie in that; with line and column. `repo/path` for
    /// a repository that is not known.
    pub fn place(&self, place: &Place) -> String {
        let Some(root) = self.roots.get(&place.repo) else { return place.to_string() };
        let whole = root.join(&place.path);
        let mut out = from(&self.here, &whole);
        for number in [place.line, place.line.and(place.column)].into_iter().flatten() {
            out.push_str(&format!(":{number}"));
        }
        out
    }

    /// The same for a text that is a place, `repo/path` or `repo/path:line`; another text as it is.
    pub fn named(&self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), |place: Place| self.place(&place))
    }

    /// A sentence, with the places in it (`repo/path:line`) as [`Paths::place`] calls them. Only what has a line is one: `repo/path`
    /// alone may be a package or anything else.
    pub fn words(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let ends = |c: char| c.is_whitespace() || matches!(c, '`' | '"' | '\'' | ',' | ';' | '(' | ')');
        for part in text.split_inclusive(ends) {
            let word = part.trim_end_matches(ends);
            let core = word.trim_end_matches(['.', ':']);
            match core.parse::<Place>() {
                Ok(place) if place.line.is_some() && self.roots.contains_key(&place.repo) => out += &self.place(&place),
                _ => out += core,
            }
            out += &part[core.len()..];
        }
        out
    }
}

/// A file as somebody in the folder `here` names it: what lies elsewhere, by its absolute path.
pub fn from(here: &Path, file: &Path) -> String {
    file.strip_prefix(here).unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(here: &str) -> Paths {
        let repo = |name: &str, root: &str| Repo { name: name.into(), root: root.into() };
        Paths::new(&[repo("shop", "/w/job@2"), repo("web", "/x/web")], here.into())
    }

    #[test]
    fn a_place_is_called_from_where_one_stands() {
        let place: Place = "shop/api/a.go:3:14".parse().expect("a place");
        assert_eq!(paths("/w").place(&place), "job@2/api/a.go:3:14");
        assert_eq!(paths("/w/job@2").place(&place), "api/a.go:3:14");
        assert_eq!(paths("/w/job@2/api").place(&place), "a.go:3:14");
        assert_eq!(paths("/x").place(&place), "/w/job@2/api/a.go:3:14");
        assert_eq!(Paths::default().place(&place), "shop/api/a.go:3:14");
    }

    #[test]
    fn places_in_a_sentence_are_found_and_nothing_else_is_touched() {
        let paths = paths("/w");
        for (text, expected) in [
            ("used at shop/a.go:3, web/b.ts:4:1", "used at job@2/a.go:3, /x/web/b.ts:4:1"),
            ("`x` (shop/a.go:3): see shop/b.go:7.", "`x` (job@2/a.go:3): see job@2/b.go:7."),
            ("shop/a.go:3", "job@2/a.go:3"),
            ("`shop/api.Reply` of shop/api and other/a.go:3", "`shop/api.Reply` of shop/api and other/a.go:3"),
            ("http://shop/a:80, 会 shop/é.go:1\n", "http://shop/a:80, 会 job@2/é.go:1\n"),
            ("", ""),
        ] {
            assert_eq!(paths.words(text), expected);
        }
        assert_eq!((paths.named("shop/go.mod").as_str(), paths.named("shop").as_str()), ("job@2/go.mod", "shop"));
    }
}
