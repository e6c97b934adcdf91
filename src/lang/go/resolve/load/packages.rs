//! The loader as the checker asks it. Both number packages; a reference carries the loader's number.

use crate::model::FileId;

use super::{Loader, PackageKey};
use crate::lang::go::resolve::universe::{GoSource, PackageRef, Packages};

impl Packages for &Loader {
    fn package_of(&self, file: FileId) -> Option<PackageRef> {
        Loader::package_of(self, file).map(|id| self.reference(id))
    }

    fn import(&self, from: &PackageRef, path: &str) -> Option<PackageRef> {
        Loader::import(self, PackageKey(from.key), path).map(|id| self.reference(id))
    }

    fn files(&self, package: &PackageRef) -> Vec<GoSource> {
        let package = self.package(PackageKey(package.key));
        let source = |file: &std::sync::Arc<super::LoadedFile>| GoSource {
            id: file.id,
            text: file.text.clone(),
            outline: file.outline.clone(),
            built: !file.excluded,
        };
        package.files.iter().map(source).collect()
    }

    fn is_ours(&self, path: &str) -> bool {
        self.modules.holds(path)
    }

    fn holding(&self, names: &[&str]) -> Vec<FileId> {
        Loader::holding(self, names)
    }
}

impl Loader {
    /// How the checker names a package.
    pub fn reference(&self, id: PackageKey) -> PackageRef {
        let package = self.package(id);
        PackageRef {
            path: package.path.clone(),
            name: package.name.clone(),
            dir: package.dir.to_path_buf(),
            key: id.0,
            in_roots: package.origin == super::Origin::Workspace,
        }
    }
}
