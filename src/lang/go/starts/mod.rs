//! Steps that databases of older code need, written into the code that makes their schema: a file with the steps, and a call of
//! them before the schema is made. The steps were run by whoever asks; here only the place is found, and the code for it.

mod code;
mod sites;

use rustc_hash::FxHashSet;

use super::GO;
use super::resolve::load::Loader;
use super::resolve::object::{FileIx, Lookup, PkgId};
use super::resolve::types::Type;
use super::resolve::universe::Universe;
use super::syntax::{DirectiveKind, EntryKind};
use crate::lang::language::AtStart;
use crate::lang::sql::tables_made;
use crate::model::plan::{Input, place};
use crate::model::{Edit, FileId, NewFile, Source, StartCode};
use sites::{Held, RUNS, Site, sites};

/// The steps as Go code.
///
/// # Errors
/// Why they can't be written.
pub(super) fn written(input: &Input, asked: &AtStart) -> Result<StartCode, String> {
    let loader = Loader::new(input.repos, input.sources);
    let mut starts = Starts { universe: Universe::new(&loader), input };
    starts.written(asked)
}

/// How the comment begins that puts a file into a variable.
const EMBED: &str = "//go:embed";

/// The path of `other` from the folder of `file`, for one at or below it.
fn below<'p>(file: &str, other: &'p str) -> Option<&'p str> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    if folder.is_empty() { Some(other) } else { other.strip_prefix(folder)?.strip_prefix('/') }
}

struct Starts<'l, 'i> {
    universe: Universe<'l>,
    input: &'i Input<'i>,
}

impl<'i> Starts<'_, 'i> {
    fn written(&mut self, asked: &AtStart) -> Result<StartCode, String> {
        let tables: Vec<String> = asked.tables.iter().map(|it| it.to_lowercase()).collect();
        let mut packages: Vec<PkgId> = asked.files.iter().flat_map(|it| self.packages(*it)).collect();
        packages.sort();
        packages.dedup();
        let [package] = packages[..] else {
            let how =
                if packages.is_empty() { "no Go code makes its tables" } else { "several packages make its tables" };
            return Err(how.to_owned());
        };
        let found = self.of_package(package, &tables, |file| asked.files.contains(&file))?;
        let run: FxHashSet<&String> = found.iter().flat_map(|(_, it)| &it.tables).collect();
        if let Some(table) = tables.iter().find(|it| !run.contains(it)) {
            return Err(format!("no call of `Exec` in the package is seen to run the statement that makes `{table}`"));
        }
        for (_, site) in &found {
            self.is_database(site)?;
        }
        // Another file may make the same tables in a database of another kind, where these steps mean nothing.
        let others = self.of_package(package, &tables, |file| !asked.files.contains(&file))?;
        let is_shared = |it: &&(FileIx, Site)| others.iter().any(|other| (other.0, other.1.call) == (it.0, it.1.call));
        if let Some((_, site)) = found.iter().find(is_shared) {
            return Err(format!("one call of `{}` makes its tables in databases of several kinds", site.handle));
        }
        self.code(package, &found, asked)
    }

    /// The packages that a file is part of: its own, or those that embed it.
    fn packages(&mut self, file: FileId) -> Vec<PkgId> {
        let source = self.input.source(file);
        let embeds = |it: &&Source| {
            it.language == GO
                && it.repo == source.repo
                && !it.path.ends_with("_test.go")
                && below(&it.path, &source.path).is_some_and(|name| it.text.contains(name))
                && it.text.contains(EMBED)
        };
        let own = (source.language == GO).then_some(file);
        let others = || self.input.sources.iter().filter(embeds).map(|it| it.id);
        let files: Vec<FileId> = own.map_or_else(|| others().collect(), |it| vec![it]);
        let files = files.into_iter().filter_map(|it| self.universe.file_ix(it)).collect::<Vec<FileIx>>();
        files.into_iter().map(|ix| self.universe.package_of(ix)).collect()
    }

    /// Notes the variables that hold the text of a file with statements, of those that are `asked` for.
    fn embedded(&mut self, ix: FileIx, held: &mut Held, asked: &dyn Fn(FileId) -> bool) {
        let outline = self.universe.outline(ix);
        let Some(source) = self.source(ix) else { return };
        let text = self.universe.text(ix);
        let package = self.universe.package_of(ix);
        for it in outline.directives.iter().filter(|it| it.kind == DirectiveKind::Embed) {
            let named = text.get(it.span.range()).unwrap_or_default().trim_start_matches(EMBED).trim();
            let is_named = |it: &&Source| it.repo == source.repo && below(&source.path, &it.path) == Some(named);
            let Some(file) = self.input.sources.iter().find(is_named).filter(|it| asked(it.id)) else { continue };
            let mut made = tables_made(&file.text);
            made.retain(|it| held.tables.contains(it));
            if let ([name], false) = (&it.names[..], made.is_empty()) {
                let object = self.universe.package_object(package, &name.name);
                held.names.extend(object.map(|it| (it, made)));
            }
        }
    }

    /// The places in a package where the tables are made by statements in the files that are `asked` for.
    fn of_package(
        &mut self,
        package: PkgId,
        tables: &[String],
        asked: impl Fn(FileId) -> bool,
    ) -> Result<Vec<(FileIx, Site)>, String> {
        let mut held = Held { tables: tables.to_vec(), names: Vec::new(), reads: false };
        let mut files = self.universe.package_files(package);
        files.retain(|ix| self.source(*ix).is_some_and(|it| !it.path.ends_with("_test.go") && !it.left_out));
        // Constants first: a function may come before the one that it runs.
        for ix in &files {
            self.embedded(*ix, &mut held, &asked);
            held.reads = self.universe.file_id(*ix).is_some_and(&asked);
            let outline = self.universe.outline(*ix);
            for (entry, it) in outline.entries.iter().enumerate() {
                if matches!(it.kind, EntryKind::Var | EntryKind::Const) {
                    let (decls, info) = self.universe.check_parsed(*ix, entry as u32, false);
                    let text = self.universe.text(*ix);
                    held.read(&decls, &info, &text);
                }
            }
        }
        let mut found = Vec::new();
        for ix in &files {
            let outline = self.universe.outline(*ix);
            let text = self.universe.text(*ix);
            for (entry, it) in outline.entries.iter().enumerate() {
                let body = text.get(it.span.range()).unwrap_or_default();
                if it.kind != EntryKind::Func || !RUNS.iter().any(|name| body.contains(name)) {
                    continue;
                }
                let (decls, info) = self.universe.check_parsed(*ix, entry as u32, true);
                held.reads = self.universe.file_id(*ix).is_some_and(&asked);
                held.read(&decls, &info, &text);
                found.extend(sites(&decls, &info, &text, &held).into_iter().map(|site| (*ix, site)));
            }
        }
        Ok(found)
    }

    /// What a statement is run on can be asked, too.
    fn is_database(&mut self, site: &Site) -> Result<(), String> {
        let unknown = || format!("nothing says that `{}` is a database of `database/sql`", site.handle);
        if !matches!(self.universe.ty(site.ty), Type::Pointer(_)) {
            return Err(unknown());
        }
        for name in ["Exec", "QueryRow"] {
            let Lookup::Found(method, _) = self.universe.select(site.ty, name, None) else { return Err(unknown()) };
            let path = self.universe.symbol_path(method);
            if !["database/sql.DB.", "database/sql.Tx."].iter().any(|it| path.starts_with(it)) {
                return Err(unknown());
            }
        }
        Ok(())
    }

    fn source(&self, ix: FileIx) -> Option<&'i Source> {
        self.universe.file_id(ix).map(|it| self.input.source(it))
    }

    fn code(&mut self, package: PkgId, found: &[(FileIx, Site)], asked: &AtStart) -> Result<StartCode, String> {
        let name = self.free_name(package, asked);
        let mut edits: Vec<(FileId, Edit)> = Vec::new();
        for (ix, site) in found {
            let file = self.universe.file_id(*ix).ok_or("a file of the package was not read")?;
            let text = self.universe.text(*ix);
            let path = self.source(*ix).map_or("", |it| &it.path);
            code::beside(path)?;
            if self.built_for(*ix) != self.built_for(found[0].0) {
                return Err("the files that make its tables are built for different targets".to_owned());
            }
            let edit = code::call(&text, site, &name)?;
            if !edits.contains(&(file, edit.clone())) {
                edits.push((file, edit));
            }
        }
        let (ix, _) = found.first().ok_or("no place makes its tables")?;
        let (build, outline) = (self.built_for(*ix), self.universe.outline(*ix));
        let source = self.source(*ix).ok_or("a file of the package was not read")?;
        let (repo, stem) = (source.repo, code::beside(&source.path)?);
        let is_made = |path: &String| asked.others.iter().any(|it| it.file.repo == repo && it.file.path == *path);
        let is_free = |path: &String| {
            !is_made(path) && !self.input.sources.iter().any(|it| it.repo == repo && *it.path == **path)
        };
        let mut paths = (1..).map(|n| if n == 1 { format!("{stem}.go") } else { format!("{stem}_{n}.go") });
        let path = paths.find(is_free).unwrap_or_default();
        let package = outline.package.as_ref().ok_or("its package has no name")?.name.clone();
        let text = code::file(build.as_deref(), &package, &name, asked.steps);
        edits.sort();
        let places = edits.iter().map(|(file, edit)| place(self.input, *file, edit.span.start)).collect();
        Ok(StartCode { places, file: NewFile { repo, path, text }, edits })
    }

    /// The expression of the `//go:build` line of a file.
    fn built_for(&mut self, ix: FileIx) -> Option<String> {
        let (text, outline) = (self.universe.text(ix), self.universe.outline(ix));
        outline.build.and_then(|it| text.get(it.range()).map(str::to_owned))
    }

    /// A name that the package does not have, and no steps get that are written into one of its folders.
    fn free_name(&mut self, package: PkgId, asked: &AtStart) -> String {
        let files = self.universe.package_files(package);
        let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let mine: Vec<_> =
            files.iter().filter_map(|ix| self.source(*ix)).map(|it| (it.repo, folder(&it.path))).collect();
        let beside = |it: &&StartCode| mine.contains(&(it.file.repo, folder(&it.file.path)));
        let others: Vec<&StartCode> = asked.others.iter().filter(beside).collect();
        let mut names = (1..).map(|n| if n == 1 { code::NAME.to_owned() } else { format!("{}{n}", code::NAME) });
        let mut is_free = |name: &String| {
            let call = format!("func {name}(");
            !others.iter().any(|it| it.file.text.contains(&call))
                && self.universe.package_object(package, name).is_none()
                && files.iter().all(|ix| !self.universe.text(*ix).contains(name.as_str()))
        };
        names.find(|it| is_free(it)).unwrap_or_default()
    }
}
