//! The names for folders that bundlers and frameworks are told of: `resolve.alias` of Vite, Vitest and webpack, `kit.alias` of SvelteKit,
//! and what SvelteKit and Nuxt have without being told. The configurations are programs; what is no plain literal in them is not known.

use tree_sitter::Node;

use super::paths::{join, within};
use crate::lang::tree;
use crate::lang::typescript::resolve::tsconfig::PathMap;
use crate::lang::typescript::syntax::trees::grammar;

/// The tools, by the name of their configuration without an ending.
const TOOLS: &[(&str, Tool)] = &[
    ("svelte.config", Tool::Svelte),
    ("vite.config", Tool::Bundler),
    ("vitest.config", Tool::Bundler),
    ("webpack.config", Tool::Bundler),
    ("rspack.config", Tool::Bundler),
    ("rsbuild.config", Tool::Bundler),
    ("astro.config", Tool::Bundler),
    ("nuxt.config", Tool::Nuxt),
];

/// Longest expression that is read, in steps.
const DEPTH: u32 = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Svelte,
    Bundler,
    Nuxt,
}

/// The names that the configurations in `folder` give; `None` where none does. `read` is given a path without its ending and hands back
/// the path of the script that is there, with its text.
pub fn aliases(folder: &str, read: impl Fn(&str) -> Option<(String, std::sync::Arc<str>)>) -> Option<PathMap> {
    let mut map = PathMap::default();
    for (name, tool) in TOOLS {
        let Some((path, text)) = read(&within(folder, name)) else { continue };
        if let Some(tree) = tree::parse(&grammar(&path), &text) {
            Config { folder, text: &text, tool: *tool }.read(tree.root_node(), &mut map);
        }
        let usual: &[(&str, &str)] = match tool {
            Tool::Bundler => &[],
            Tool::Svelte => &[("$lib", "src/lib")],
            // The sources are in `app`, and at the top before Nuxt 4.
            Tool::Nuxt => &[("~~", ""), ("@@", ""), ("~", "app"), ("@", "app"), ("~", ""), ("@", "")],
        };
        for (name, to) in usual {
            map.add_folder(name, &join(folder, to)?);
        }
    }
    (!map.is_empty()).then_some(map)
}

struct Config<'t> {
    folder: &'t str,
    text: &'t str,
    tool: Tool,
}

/// What an expression is.
enum Value {
    Text(String),
    /// A path in the repository.
    Path(String),
}

impl Config<'_> {
    fn read(&self, root: Node<'_>, map: &mut PathMap) {
        tree::walk(root, |node, leaving| {
            if !leaving && node.kind() == "pair" && self.key(node).as_deref() == Some("alias") && self.counts(node) {
                match node.child_by_field_name("value") {
                    Some(value) if value.kind() == "object" => {
                        tree::children(value).for_each(|it| self.entry(it, map));
                    }
                    Some(value) if value.kind() == "array" => {
                        tree::children(value).for_each(|it| self.rule(it, map));
                    }
                    _ => {}
                }
            }
            true
        });
    }

    /// `alias` is a word of plugins as well.
    fn counts(&self, pair: Node<'_>) -> bool {
        let above = pair.parent().and_then(|it| it.parent());
        let outer = above.filter(|it| it.kind() == "pair").and_then(|it| self.key(it));
        match self.tool {
            Tool::Svelte => outer.as_deref() == Some("kit"),
            Tool::Bundler => matches!(outer.as_deref(), Some("resolve" | "test")),
            Tool::Nuxt => outer.is_none(),
        }
    }

    /// `'@': './src'`
    fn entry(&self, pair: Node<'_>, map: &mut PathMap) {
        let value = pair.child_by_field_name("value");
        let (Some(key), Some(to)) = (self.key(pair), value.and_then(|it| self.path(it))) else { return };
        match (key.strip_suffix("/*"), to.strip_suffix("/*"), key.strip_suffix('$')) {
            (Some(key), Some(to), _) => map.add(format!("{key}/"), Some(String::new()), vec![format!("{to}/*")]),
            // webpack: this name and nothing below it.
            (None, None, Some(key)) if self.tool == Tool::Bundler && !key.is_empty() => {
                map.add(key.to_owned(), None, vec![to])
            }
            (None, None, _) => map.add_folder(key.trim_end_matches('/'), &to),
            _ => {}
        }
    }

    /// `{ find: '@', replacement: './src' }`
    fn rule(&self, object: Node<'_>, map: &mut PathMap) {
        let named = |name: &str| {
            let mut pairs = tree::children(object).filter(|it| it.kind() == "pair");
            pairs.find(|it| self.key(*it).as_deref() == Some(name))?.child_by_field_name("value")
        };
        let (Some(find), Some(to)) = (named("find"), named("replacement").and_then(|it| self.path(it))) else { return };
        if find.kind() != "regex" {
            if let Some(Value::Text(name)) = self.value(find, DEPTH) {
                map.add_folder(name.trim_end_matches('/'), &to);
            }
            return;
        }
        let pattern = find.child_by_field_name("pattern").and_then(|it| self.text.get(it.byte_range()));
        match pattern.and_then(plain_pattern) {
            Some((name, true)) => map.add(name, None, vec![to]),
            Some((name, false)) => {
                let to = if to.contains("$1") { to.replacen("$1", "*", 1) } else { format!("{to}/*") };
                map.add(name, Some(String::new()), vec![to]);
            }
            None => {}
        }
    }

    fn key(&self, pair: Node<'_>) -> Option<String> {
        let key = pair.child_by_field_name("key")?;
        match key.kind() {
            "string" => self.string(key),
            "property_identifier" => self.text.get(key.byte_range()).map(str::to_owned),
            _ => None,
        }
    }

    /// The place that an expression means.
    fn path(&self, node: Node<'_>) -> Option<String> {
        match self.value(node, DEPTH)? {
            Value::Path(path) => Some(path),
            // What starts with a slash starts at the folder of the configuration.
            Value::Text(text) if !text.is_empty() => join(self.folder, text.trim_start_matches('/')),
            Value::Text(_) => None,
        }
    }

    fn value(&self, node: Node<'_>, depth: u32) -> Option<Value> {
        let inner = |it| self.value(it, depth.checked_sub(1)?);
        match node.kind() {
            "string" => self.string(node).map(Value::Text),
            "template_string" => self.template(node, depth),
            "identifier" if self.text.get(node.byte_range())? == "__dirname" => {
                Some(Value::Path(self.folder.to_owned()))
            }
            "parenthesized_expression" | "as_expression" | "satisfies_expression" => inner(node.named_child(0)?),
            // `import.meta.dirname`, and `new URL(…).pathname`.
            "member_expression" => match self.text.get(node.byte_range())? {
                "import.meta.dirname" | "import.meta.url" => Some(Value::Path(self.folder.to_owned())),
                it if it.ends_with(".pathname") => inner(node.child_by_field_name("object")?),
                _ => None,
            },
            "new_expression" if self.text.get(node.child_by_field_name("constructor")?.byte_range())? == "URL" => {
                let mut arguments = tree::children(node.child_by_field_name("arguments")?);
                let (text, Value::Path(base)) = (self.string(arguments.next()?)?, inner(arguments.next()?)?) else {
                    return None;
                };
                join(&base, &text).map(Value::Path)
            }
            "call_expression" => self.call(node, depth),
            _ => None,
        }
    }

    /// `path.resolve(__dirname, 'src')`, `fileURLToPath(…)`, `process.cwd()`
    fn call(&self, node: Node<'_>, depth: u32) -> Option<Value> {
        let callee = self.text.get(node.child_by_field_name("function")?.byte_range())?;
        let name = callee.rsplit('.').next()?;
        let mut arguments = tree::children(node.child_by_field_name("arguments")?).filter(|it| it.kind() != "comment");
        match name {
            "cwd" => Some(Value::Path(self.folder.to_owned())),
            "fileURLToPath" | "normalize" | "normalizePath" => self.value(arguments.next()?, depth.checked_sub(1)?),
            "dirname" => {
                // Of the configuration itself, as every program that is a module begins.
                let Value::Path(here) = self.value(arguments.next()?, depth.checked_sub(1)?)? else { return None };
                (here == self.folder).then_some(Value::Path(here))
            }
            "resolve" | "join" => arguments.try_fold(Value::Path(self.folder.to_owned()), |at, it| {
                let Value::Path(at) = at else { return None };
                match self.value(it, depth.checked_sub(1)?)? {
                    Value::Path(path) => Some(Value::Path(path)),
                    Value::Text(text) => join(&at, &text).map(Value::Path),
                }
            }),
            _ => None,
        }
    }

    /// `${__dirname}/src`
    fn template(&self, node: Node<'_>, depth: u32) -> Option<Value> {
        let mut at: Option<String> = None;
        let mut text = String::new();
        for part in tree::children(node) {
            match part.kind() {
                "string_fragment" => text.push_str(self.text.get(part.byte_range())?),
                "template_substitution" if at.is_none() && text.is_empty() => {
                    let Value::Path(path) = self.value(part.named_child(0)?, depth.checked_sub(1)?)? else {
                        return None;
                    };
                    at = Some(path);
                }
                _ => return None,
            }
        }
        match at {
            Some(at) => join(&at, text.trim_start_matches('/')).map(Value::Path),
            None => Some(Value::Text(text)),
        }
    }

    /// A string without escapes.
    fn string(&self, node: Node<'_>) -> Option<String> {
        let text = self.text.get(node.byte_range())?;
        let inner = text.get(1..text.len().checked_sub(1)?)?;
        (node.kind() == "string" && !inner.contains('\\')).then(|| inner.to_owned())
    }
}

/// The text that `^a\/b$` (`true`: and nothing more) and `^a\/(.*)$` mean; `None` for other expressions.
fn plain_pattern(pattern: &str) -> Option<(String, bool)> {
    let rest = pattern.strip_prefix('^')?;
    let open = ["(.*)$", "(.*)", "(.*?)", "(.+)$", "(.+)"].iter().find_map(|it| rest.strip_suffix(it));
    let (rest, whole) = match (open, rest.strip_suffix('$')) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => (rest.strip_suffix("\\/").map_or(rest, |_| rest), false),
    };
    let mut out = String::new();
    let mut chars = rest.chars();
    while let Some(it) = chars.next() {
        match it {
            '\\' => out.push(chars.next().filter(|it| !it.is_alphanumeric())?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            it => out.push(it),
        }
    }
    (!out.is_empty()).then_some((out, whole))
}
