//! The loader as the checker asks for it.

use std::path::Path;
use std::sync::Arc;

use super::{Loader, PkgId};
use crate::model::FileId;
use crate::resolve::go::universe::{GoSource, PackageRef, Packages};

impl Packages for &Loader {
    fn package_of(&self, file: FileId) -> Option<PackageRef> {
        Loader::package_of(self, file).map(|id| self.reference(id))
    }

    fn import(&self, from: &PackageRef, path: &str) -> Option<PackageRef> {
        Loader::import(self, self.id_of(from)?, path).map(|id| self.reference(id))
    }

    fn files(&self, package: &PackageRef) -> Vec<GoSource> {
        let Some(id) = self.id_of(package) else { return Vec::new() };
        let package = self.package(id);
        let files = package.files.iter();
        files.map(|file| GoSource { id: file.id, text: file.text.clone(), built: !file.excluded }).collect()
    }
}

impl Loader {
    /// How the checker names a package.
    pub fn reference(&self, id: PkgId) -> PackageRef {
        let package = self.package(id);
        PackageRef { path: package.path.clone(), name: package.name.clone(), dir: package.dir.to_path_buf() }
    }

    fn id_of(&self, package: &PackageRef) -> Option<PkgId> {
        let dir: Arc<Path> = package.dir.as_path().into();
        self.lock().by_name.get(&(dir, package.name.clone())).copied()
    }
}
