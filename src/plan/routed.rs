//! What is sent to an address, and what the server takes there: the address is the same, so the keys are, whatever the two are called.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::model::{FileId, Occurrence, RepoId, Source};
use crate::text::routes::{Parts, functions, is_same, served};

use super::holder::Holder;

/// The functions of each repository that answer at an address.
#[derive(Default)]
pub(super) struct Routes {
    of: RefCell<FxHashMap<RepoId, Rc<Vec<Handler>>>>,
}

/// A function that answers at an address.
struct Handler {
    parts: Parts,
    file: FileId,
    body: Range<usize>,
}

impl Routes {
    /// The struct of the key `it` is what `object` is sent to: it is declared in a function that answers there, or that function names it, and
    /// has all keys of the object.
    pub(super) fn takes(&self, sources: &[Source], object: &Holder, it: &Occurrence, holder: &Holder) -> bool {
        let Some(sent_to) = object.sent_to.as_ref().filter(|_| holder.has_keys_of(object)) else { return false };
        let handlers = self.handlers(sources, sources[it.file.0 as usize].repo);
        let mut near = handlers.iter().filter(|handler| is_same(&handler.parts, sent_to));
        let name = holder.last_name();
        near.any(|handler| {
            let inside = handler.file == it.file && handler.body.contains(&(it.span.start as usize));
            let text = &sources[handler.file.0 as usize].text[handler.body.clone()];
            let is_part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
            let names = |name: &str| {
                text.match_indices(name).any(|(at, _)| {
                    !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next())
                })
            };
            inside || name.is_some_and(names)
        })
    }

    fn handlers(&self, sources: &[Source], repo: RepoId) -> Rc<Vec<Handler>> {
        if let Some(known) = self.of.borrow().get(&repo) {
            return known.clone();
        }
        let own = || sources.iter().enumerate().filter(|(_, it)| it.repo == repo && !it.left_out);
        let mut by_name: FxHashMap<String, Vec<Parts>> = FxHashMap::default();
        let mut all = Vec::new();
        for (at, source) in own() {
            for route in served(&source.text) {
                if let Some(body) = route.inline {
                    all.push(Handler { parts: route.parts.clone(), file: FileId(at as u32), body });
                }
                for name in route.functions {
                    by_name.entry(name).or_default().push(route.parts.clone());
                }
            }
        }
        for (at, source) in own() {
            for (name, body) in functions(&source.text) {
                let routes = by_name.get(name).into_iter().flatten();
                all.extend(routes.map(|it| Handler { parts: it.clone(), file: FileId(at as u32), body: body.clone() }));
            }
        }
        let all = Rc::new(all);
        self.of.borrow_mut().insert(repo, all.clone());
        all
    }
}
