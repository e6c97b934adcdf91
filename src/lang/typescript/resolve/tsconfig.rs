//! `paths` and `baseUrl` of a `tsconfig.json`: which folder an import that is not relative means.

use std::sync::Arc;

use jsonc_parser::ParseOptions;
use serde::Deserialize;

/// What one configuration maps.
#[derive(Debug, Default)]
pub struct PathMap {
    /// The part before and after the `*` of a pattern (`None`: no `*`), and the targets with theirs, relative to the repository.
    entries: Vec<(String, Option<String>, Vec<String>)>,
    /// Folder that bare paths start from.
    base: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    extends: Option<serde_json::Value>,
    #[serde(default)]
    compiler_options: Options,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    base_url: Option<String>,
    paths: Option<std::collections::BTreeMap<String, Vec<String>>>,
}

impl PathMap {
    /// Reads the configuration at `path`, following relative `extends`. `None`: not there, not readable, or without a map.
    pub fn read(path: &str, read: &dyn Fn(&str) -> Option<Arc<str>>, depth: u32) -> Option<Self> {
        let text = read(path)?;
        // With comments and trailing commas.
        let text = text.trim_start_matches('\u{feff}');
        let config: Config = jsonc_parser::parse_to_serde_value(text, &ParseOptions::default()).ok()?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let options = config.compiler_options;
        let base = options.base_url.as_ref().and_then(|it| join(folder, it));
        if let Some(paths) = options.paths {
            let from = base.clone().unwrap_or_else(|| folder.to_owned());
            let entries = paths.into_iter().map(|(pattern, targets)| {
                let (before, after) = match pattern.split_once('*') {
                    Some((before, after)) => (before.to_owned(), Some(after.to_owned())),
                    None => (pattern, None),
                };
                (before, after, targets.iter().filter_map(|it| join(&from, it)).collect())
            });
            let mut entries: Vec<_> = entries.collect();
            // The longest pattern wins.
            entries.sort_by_key(|(before, after, _)| (after.is_some(), std::cmp::Reverse(before.len())));
            return Some(Self { entries, base });
        }
        let parent = config.extends.as_ref().and_then(|it| it.as_str()).filter(|it| it.starts_with('.') && depth < 8);
        let parent = parent.and_then(|it| join(folder, it)).and_then(|it| {
            let it = if it.ends_with(".json") { it } else { format!("{it}.json") };
            Self::read(&it, read, depth + 1)
        });
        parent.or_else(|| base.map(|base| Self { entries: Vec::new(), base: Some(base) }))
    }

    /// Where `source` may be, best first, relative to the repository and without an extension.
    pub fn targets(&self, source: &str) -> Vec<String> {
        let mapped = self.entries.iter().find_map(|(before, after, targets)| match after {
            None => (source == before).then(|| targets.clone()),
            Some(after) => {
                let middle = source.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
                Some(targets.iter().map(|it| it.replacen('*', middle, 1)).collect())
            }
        });
        let base = self.base.as_ref().and_then(|it| join(it, source));
        mapped.unwrap_or_default().into_iter().chain(base).collect()
    }
}

/// `./x`, `../x` and `x` seen from a folder. `None` for paths that leave the repository.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_map_to_folders_and_extends_is_followed() {
        let read = |path: &str| -> Option<Arc<str>> {
            Some(Arc::from(match path {
                "web/tsconfig.json" => {
                    r#"{ // mine
                    "extends": "../tsconfig.base", }"#
                }
                "tsconfig.base.json" => {
                    r#"{"compilerOptions": {"baseUrl": "./src", /* x */ "paths": {"@/*": ["./app/*"], "@/lib": ["lib/index.ts",]}}}"#
                }
                _ => return None,
            }))
        };
        let map = PathMap::read("web/tsconfig.json", &read, 0).expect("the base has paths");
        assert_eq!(map.targets("@/store/x"), ["src/app/store/x", "src/@/store/x"]);
        assert_eq!(map.targets("@/lib")[0], "src/lib/index.ts");
        assert_eq!(map.targets("store"), ["src/store"]);
        assert!(PathMap::read("none.json", &read, 0).is_none());
    }
}
