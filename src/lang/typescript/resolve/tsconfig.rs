//! What a `tsconfig.json` says about where modules are: `paths`, `baseUrl`, `rootDirs`, and what is compiled to where. Follows `extends`
//! as TypeScript does, except that a configuration that is not there (a package that is not installed, a file that is generated)
//! takes nothing away from the others.

use std::sync::Arc;

use jsonc_parser::ParseOptions;
use serde_json::{Map, Value};

use super::project::manifest::Manifest;
use super::project::paths::{below, folder, join, package_name, within};

/// Most configurations that one of them may be made of.
const FILES: u32 = 64;
/// Most patterns of a configuration.
const PATTERNS: usize = 4096;

/// What one configuration says, with those that it extends.
#[derive(Debug, Default)]
pub struct Config {
    /// What its names mean.
    pub map: PathMap,
    /// Folders that are one folder at run time.
    root_dirs: Vec<String>,
    /// Folders that what is compiled is written to.
    out_dirs: Vec<String>,
    /// The folder of what is compiled, where it is said.
    root_dir: Option<String>,
    references: Vec<String>,
}

/// How other files are found.
pub struct Reader<'r> {
    /// The text of a file of the repository.
    pub text: &'r dyn Fn(&str) -> Option<Arc<str>>,
    /// The folders that a package may be in, seen from a folder.
    pub packages: &'r dyn Fn(&str, &str) -> Vec<String>,
}

impl Config {
    /// The configuration at `path`, and those of the same folder that it refers to (`tsconfig.app.json`), in their order. None where it is
    /// not there or not readable.
    pub fn all(path: &str, reader: &Reader<'_>) -> Vec<Self> {
        let Some(own) = Self::read(path, reader) else { return Vec::new() };
        let beside = own.references.iter().filter(|it| folder(it) == folder(path) && *it != path).take(FILES as usize);
        let others: Vec<Self> = beside.filter_map(|it| Self::read(it, reader)).collect();
        [own].into_iter().chain(others).collect()
    }

    fn read(path: &str, reader: &Reader<'_>) -> Option<Self> {
        let (top, config, paths) = (folder(path), Self::default(), Paths::default());
        let mut reading = Reading { reader, top, files: FILES, config, paths };
        reading.layer(path, &mut Vec::new())?;
        Some(reading.finished())
    }

    /// Other places of a file in folders that are one at run time.
    pub fn siblings(&self, base: &str) -> Vec<String> {
        let rests = self.root_dirs.iter().filter_map(|it| Some((it, below(base, it)?)));
        let others = |(own, rest): (&String, &str)| {
            let others: Vec<String> =
                self.root_dirs.iter().filter(|it| *it != own).map(|it| within(it, rest)).collect();
            others
        };
        rests.flat_map(others).collect()
    }

    /// What a file of the output is compiled from, where it says so.
    pub fn compiled_from(&self, path: &str) -> Option<String> {
        let rest = self.out_dirs.iter().find_map(|it| below(path, it).filter(|_| !it.is_empty()))?;
        Some(within(self.root_dir.as_ref()?, rest))
    }
}

/// One configuration is put together from those that it extends, the furthest first.
struct Reading<'r> {
    reader: &'r Reader<'r>,
    /// The folder of the configuration that is asked for: `${configDir}`.
    top: &'r str,
    files: u32,
    config: Config,
    paths: Paths,
}

/// `paths`, which start from the `baseUrl` that counts in the end; where there is none, from the folder of their own configuration.
#[derive(Default)]
struct Paths {
    folder: String,
    entries: Vec<(String, Vec<String>)>,
}

impl Reading<'_> {
    fn layer(&mut self, path: &str, open: &mut Vec<String>) -> Option<()> {
        if open.iter().any(|it| it == path) || self.files == 0 {
            return None;
        }
        self.files -= 1;
        let text = (self.reader.text)(path)?;
        // With comments and trailing commas.
        let parsed = jsonc_parser::parse_to_serde_value(text.trim_start_matches('\u{feff}'), &ParseOptions::default());
        let Value::Object(json) = parsed.ok()? else { return None };
        open.push(path.to_owned());
        for name in strings(json.get("extends")).take(FILES as usize) {
            let found = self.extended(folder(path), name);
            // The first that can be read is meant; the others are other spellings of it.
            found.iter().find_map(|it| self.layer(it, open));
        }
        open.pop();
        if let Some(Value::Object(options)) = json.get("compilerOptions") {
            self.options(folder(path), options);
        }
        self.config.references = references(folder(path), &json);
        Some(())
    }

    /// Where a configuration may be that `extends` names.
    fn extended(&self, from: &str, name: &str) -> Vec<String> {
        if name.starts_with("./") || name.starts_with("../") || name == ".." || name == "." {
            return join(from, name).map(|it| spellings(&it)).unwrap_or_default();
        }
        let Some((package, rest)) = package_name(name) else { return Vec::new() };
        let mut found = Vec::new();
        for folder in (self.reader.packages)(from, package) {
            let manifest = (self.reader.text)(&within(&folder, "package.json")).and_then(|it| Manifest::parse(&it));
            let exported = manifest.as_ref().and_then(|it| it.exported(rest)).unwrap_or_default();
            let usual = manifest.and_then(|it| it.tsconfig).filter(|_| rest.is_empty());
            found.extend(
                exported.iter().chain(&usual).filter_map(|it| join(&folder, it)).filter(|it| it.ends_with(".json")),
            );
            found.extend(spellings(&within(&folder, rest)));
        }
        found
    }

    fn options(&mut self, from: &str, options: &Map<String, Value>) {
        let place = |it: &str| self.place(from, it);
        let one = |key: &str| options.get(key).and_then(Value::as_str).and_then(place);
        let (base, root_dir) = (one("baseUrl"), one("rootDir"));
        let out_dirs: Vec<String> = ["declarationDir", "outDir"].into_iter().filter_map(one).collect();
        let root_dirs: Vec<String> = strings(options.get("rootDirs")).filter_map(place).take(FILES as usize).collect();
        if let Some(Value::Object(paths)) = options.get("paths") {
            let own = |it: &Value| strings(Some(it)).map(str::to_owned).collect();
            let entries = paths.iter().take(PATTERNS).map(|(pattern, targets)| (pattern.clone(), own(targets)));
            self.paths = Paths { folder: from.to_owned(), entries: entries.collect() };
        }
        let config = &mut self.config;
        config.map.base = base.or(config.map.base.take());
        config.root_dir = root_dir.or(config.root_dir.take());
        if options.contains_key("rootDirs") {
            config.root_dirs = root_dirs;
        }
        if !out_dirs.is_empty() {
            config.out_dirs = out_dirs;
        }
    }

    /// A path that a configuration in the folder `from` names.
    fn place(&self, from: &str, path: &str) -> Option<String> {
        match path.strip_prefix("${configDir}") {
            Some(rest) => join(self.top, rest.trim_start_matches('/')),
            None => join(from, path),
        }
    }

    fn finished(mut self) -> Config {
        let paths = std::mem::take(&mut self.paths);
        let from = self.config.map.base.clone().unwrap_or(paths.folder);
        for (pattern, targets) in paths.entries {
            let (before, after) = match pattern.split_once('*') {
                Some((before, after)) => (before.to_owned(), Some(after.to_owned())),
                None => (pattern, None),
            };
            let targets = targets.iter().filter_map(|it| self.place(&from, it)).collect();
            self.config.map.add(before, after, targets);
        }
        self.config
    }
}

/// The files that a name of a configuration may mean.
fn spellings(path: &str) -> Vec<String> {
    let exact = path.ends_with(".json").then(|| path.to_owned());
    exact.into_iter().chain([format!("{path}.json"), within(path, "tsconfig.json")]).collect()
}

fn references(from: &str, json: &Map<String, Value>) -> Vec<String> {
    let all = json.get("references").and_then(Value::as_array).into_iter().flatten();
    let path = |it: &Value| {
        let path = join(from, it.get("path")?.as_str()?)?;
        Some(if path.ends_with(".json") { path } else { within(&path, "tsconfig.json") })
    };
    all.filter_map(path).collect()
}

/// A string, or those of a list.
fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let one = value.and_then(Value::as_str);
    let list = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(list)
}

/// Names that stand for other places: patterns with at most one `*`.
#[derive(Debug, Default)]
pub struct PathMap {
    entries: Vec<Entry>,
    /// Folder that bare paths start from.
    base: Option<String>,
}

#[derive(Debug)]
struct Entry {
    before: String,
    /// What follows the `*`; `None` where there is none.
    after: Option<String>,
    /// Relative to the repository.
    targets: Vec<String>,
}

impl PathMap {
    /// Nothing is mapped.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.base.is_none()
    }

    /// `before*after`, or `before` alone, stands for each of `targets` (with a `*` of their own).
    pub fn add(&mut self, before: String, after: Option<String>, targets: Vec<String>) {
        self.entries.push(Entry { before, after, targets });
    }

    /// `name` stands for a folder or file, and `name/x` for what is in it.
    pub fn add_folder(&mut self, name: &str, to: &str) {
        self.add(name.to_owned(), None, vec![to.to_owned()]);
        self.add(format!("{name}/"), Some(String::new()), vec![within(to, "*")]);
    }

    /// Where `source` may be, best first, relative to the repository and without an extension.
    pub fn targets(&self, source: &str) -> Vec<String> {
        let matching = self.entries.iter().filter_map(|entry| match &entry.after {
            None => (source == entry.before).then_some((usize::MAX, entry, "")),
            Some(after) => {
                let middle = source.strip_prefix(entry.before.as_str())?.strip_suffix(after.as_str())?;
                Some((entry.before.len(), entry, middle))
            }
        });
        let matching: Vec<_> = matching.collect();
        // The longest pattern wins, and every one of its length.
        let best = matching.iter().map(|(length, ..)| *length).max();
        let mapped = matching.iter().filter(|(length, ..)| Some(*length) == best).flat_map(|(_, entry, middle)| {
            entry.targets.iter().filter_map(|it| join("", &it.replacen('*', middle, 1)))
        });
        mapped.chain(self.base.as_ref().and_then(|it| join(it, source))).collect()
    }
}
