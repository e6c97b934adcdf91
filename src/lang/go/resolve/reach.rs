//! Which packages can hold a value of a package's types: those that import it, directly or through others. Saves checking
//! every package that merely uses the same name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::object::PkgId;
use super::universe::Universe;

/// Answers for one set of packages.
pub struct Reach {
    wanted: FxHashSet<PkgId>,
    known: FxHashMap<PkgId, bool>,
}

impl Reach {
    /// Asks for the packages `wanted`.
    pub fn new(wanted: impl IntoIterator<Item = PkgId>) -> Self {
        Self { wanted: wanted.into_iter().collect(), known: FxHashMap::default() }
    }

    /// False only when no import of `from`, however indirect, leads to one of the packages.
    pub fn reaches(&mut self, u: &mut Universe, from: PkgId) -> bool {
        let mut seen = FxHashSet::from_iter([from]);
        let mut open = vec![from];
        while let Some(pkg) = open.pop() {
            let answer = self.known.get(&pkg).copied().or_else(|| self.wanted.contains(&pkg).then_some(true));
            match answer {
                Some(true) => {
                    self.known.insert(from, true);
                    return true;
                }
                Some(false) => continue,
                None => {}
            }
            if is_dependency(u, pkg) {
                // Reading all that a dependency imports costs more than it can save.
                self.known.insert(from, true);
                return true;
            }
            if is_standard(u, pkg) {
                continue;
            }
            for file in u.package_files(pkg) {
                for import in &u.outline(file).imports {
                    if let Some(next) = u.import(pkg, &import.path)
                        && seen.insert(next)
                    {
                        open.push(next);
                    }
                }
            }
        }
        // Nothing on the way led there.
        self.known.extend(seen.into_iter().map(|pkg| (pkg, false)));
        false
    }
}

/// A package of the module cache: it may import packages of the roots.
fn is_dependency(u: &Universe, pkg: PkgId) -> bool {
    let package = u.package(pkg);
    !package.in_roots && !is_standard(u, pkg) && !package.dir.components().any(|it| it.as_os_str() == "vendor")
}

/// A package of the standard library outside the roots: it imports nothing of the roots.
pub(super) fn is_standard(u: &Universe, pkg: PkgId) -> bool {
    let package = u.package(pkg);
    !package.in_roots && !package.path.split('/').next().is_some_and(|first| first.contains('.'))
}
