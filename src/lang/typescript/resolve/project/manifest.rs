//! What a `package.json` says about its modules: entries, `exports`, `imports`, workspaces. Which of the files are there is asked elsewhere.

use serde_json::{Map, Value};
use smol_str::SmolStr;

/// One `package.json`. What is not as npm wants it counts as not said.
#[derive(Debug, Default)]
pub struct Manifest {
    /// The name of the package.
    pub name: Option<SmolStr>,
    /// Its version.
    pub version: Option<SmolStr>,
    /// The globs of the packages that belong to it, as npm and yarn have them.
    pub workspaces: Vec<String>,
    /// The configuration that whoever extends the package means.
    pub tsconfig: Option<String>,
    exports: Option<Value>,
    imports: Option<Value>,
    entries: Vec<String>,
}

/// Deepest nesting of conditions that is followed.
const DEPTH: u32 = 16;

impl Manifest {
    /// `None` for what is no JSON object.
    pub fn parse(text: &str) -> Option<Self> {
        let Value::Object(mut json) = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()? else {
            return None;
        };
        let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
        // The sources before what is made of them, declarations before what runs.
        let entries = ["source", "types", "typings", "module", "main"].iter().filter_map(|it| text(it)).collect();
        let (name, version) = (text("name").map(SmolStr::from), text("version").map(SmolStr::from));
        let tsconfig = text("tsconfig");
        let workspaces = json.get("workspaces").map(globs).unwrap_or_default();
        let (exports, imports) = (json.remove("exports"), json.remove("imports"));
        Some(Self { name, version, workspaces, tsconfig, exports, imports, entries })
    }

    /// The files that the package itself means, best first, as it writes them.
    pub fn entries(&self) -> &[String] {
        &self.entries
    }

    /// The files that `exports` gives for a sub-path (empty: the package itself), best first; `None` where there are no `exports`.
    pub fn exported(&self, subpath: &str) -> Option<Vec<String>> {
        let exports = self.exports.as_ref().filter(|it| !it.is_null())?;
        let mut found = Vec::new();
        match exports {
            Value::Object(map) if map.keys().any(|it| it.starts_with('.')) => {
                let key = if subpath.is_empty() { ".".to_owned() } else { format!("./{subpath}") };
                by_pattern(map, &key, &mut found);
            }
            all if subpath.is_empty() => leaves(all, "", DEPTH, &mut found),
            _ => {}
        }
        found.retain(|it| it.starts_with("./"));
        Some(found)
    }

    /// What `imports` gives for a specifier that starts with `#`: files as `./a`, or packages.
    pub fn imported(&self, source: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(Value::Object(map)) = &self.imports {
            by_pattern(map, source, &mut found);
        }
        found
    }
}

/// `workspaces` is a list, or an object with the list.
fn globs(value: &Value) -> Vec<String> {
    let list = value.as_array().or_else(|| value.get("packages")?.as_array());
    list.into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// The exact key, else the longest pattern that matches: the others do not count, as `null` takes a part out again.
fn by_pattern(map: &Map<String, Value>, key: &str, found: &mut Vec<String>) {
    if let Some(value) = map.get(key).filter(|_| !key.contains('*')) {
        return leaves(value, "", DEPTH, found);
    }
    let matching = map.iter().filter_map(|(pattern, value)| {
        let (before, after) = pattern.split_once('*').or_else(|| pattern.ends_with('/').then_some((pattern, "")))?;
        let middle = key.strip_prefix(before)?.strip_suffix(after)?;
        (!middle.is_empty()).then_some((before.len(), pattern.len(), middle, value))
    });
    if let Some((.., middle, value)) = matching.max_by_key(|(before, all, ..)| (*before, *all)) {
        leaves(value, middle, DEPTH, found);
    }
}

/// The targets below all conditions, best first. Which condition holds hangs on who asks; all of them are made from the same sources.
fn leaves(value: &Value, middle: &str, depth: u32, found: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match value {
        // A folder (`./lib/`) takes what follows at its end.
        Value::String(target) if target.ends_with('/') => found.push(format!("{target}{middle}")),
        Value::String(target) => found.push(target.replace('*', middle)),
        Value::Array(all) => all.iter().for_each(|it| leaves(it, middle, depth - 1, found)),
        Value::Object(conditions) => {
            let mut sorted: Vec<_> = conditions.iter().collect();
            sorted.sort_by_key(|(name, _)| rank(name));
            sorted.into_iter().for_each(|(_, it)| leaves(it, middle, depth - 1, found));
        }
        _ => {}
    }
}

fn rank(condition: &str) -> usize {
    let order = ["types", "source", "development", "import", "module"];
    let last = ["default", "require"];
    let at = |list: &[&str]| list.iter().position(|it| *it == condition);
    match (at(&order), at(&last)) {
        (Some(at), _) => at,
        (_, Some(at)) => order.len() + 1 + at,
        // `types@>=5.0` is for some compilers only.
        _ => order.len(),
    }
}
