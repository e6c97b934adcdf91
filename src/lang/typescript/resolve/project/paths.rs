//! Paths in a repository (with `/`, relative to its top, never out of it), and the files that a path without an ending may mean.

/// `./x`, `../x` and `x` seen from a folder. `None` for absolute paths and for those that leave the repository.
pub fn join(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', '\0']) {
        return None;
    }
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

/// The folder that a path lies in; empty for the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder and those above it, up to the top of the repository.
pub fn upward(from: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(from), |it| (!it.is_empty()).then(|| folder(it)))
}

/// `name` in a folder.
pub fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What is left of a path below a folder.
pub fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// True for a path that a package manager fills. What lies there is read for its types only.
pub fn is_installed(path: &str) -> bool {
    path.split('/').any(|it| it == "node_modules")
}

/// True for files that the grammars read.
pub fn is_script(path: &str) -> bool {
    ends(path, &[".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"])
}

/// True for a file of declarations.
pub fn is_declaration(path: &str) -> bool {
    ends(path, DECLARATIONS)
}

/// True for TypeScript that somebody wrote.
pub fn is_written(path: &str) -> bool {
    ends(path, &[".ts", ".tsx", ".mts", ".cts"]) && !is_declaration(path)
}

/// True for what is imported and has no declarations of its own: data, pictures, styles, documents.
pub fn is_asset(path: &str) -> bool {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    ASSETS.contains(&ending)
}

/// True for a component: a file beside it whose name is longer (`Foo.vue.ts`) is another one.
pub fn is_component(path: &str) -> bool {
    ends(path, &[".vue", ".svelte", ".astro"])
}

const DECLARATIONS: &[&str] = &[".d.ts", ".d.mts", ".d.cts"];

const ASSETS: &[&str] = &[
    "json", "json5", "css", "scss", "sass", "less", "styl", "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico",
    "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "ogg", "webm", "wav", "pdf", "wasm", "html", "md", "mdx",
    "txt", "yaml", "yml", "toml", "xml", "csv", "graphql", "gql", "sql", "glsl", "node",
];

fn ends(path: &str, endings: &[&str]) -> bool {
    endings.iter().any(|it| path.ends_with(it))
}

/// A path without the ending that a compiler gives or takes.
pub fn stem(path: &str) -> &str {
    let endings = DECLARATIONS.iter().chain(&[".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"]);
    endings.into_iter().find_map(|it| path.strip_suffix(it)).unwrap_or(path)
}

/// What the ending of a file that runs may stand for, best first: `a.js` is what `a.ts` is compiled to.
fn compiled_from(path: &str, endings: &[(&str, &[&str])]) -> Vec<String> {
    let of = |(ending, from): &(&str, &[&str])| {
        let stem = path.strip_suffix(ending)?;
        Some(from.iter().map(|it| format!("{stem}{it}")).collect())
    };
    endings.iter().find_map(of).unwrap_or_default()
}

/// The files that an import of `base` in code may mean, best first: declarations before JavaScript, a file before a folder.
pub fn scripts(base: &str) -> impl Iterator<Item = String> {
    const COMPILED: &[(&str, &[&str])] = &[
        (".js", &[".ts", ".tsx", ".d.ts"]),
        (".jsx", &[".tsx", ".ts", ".d.ts"]),
        (".mjs", &[".mts", ".d.mts", ".ts"]),
        (".cjs", &[".cts", ".d.cts", ".ts"]),
    ];
    const ADDED: &[&str] = &[
        ".ts",
        ".tsx",
        ".d.ts",
        ".mts",
        ".cts",
        ".js",
        ".jsx",
        ".mjs",
        ".cjs",
        "/index.ts",
        "/index.tsx",
        "/index.d.ts",
        "/index.js",
        "/index.jsx",
        "/index.mjs",
    ];
    let exact = is_script(base).then(|| base.to_owned());
    // The top of the repository is a folder and no file.
    let files = ADDED.iter().filter(move |it| !base.is_empty() || it.starts_with('/'));
    let added = files.map(move |it| format!("{base}{it}").trim_start_matches('/').to_owned());
    compiled_from(base, COMPILED).into_iter().chain(exact).chain(added)
}

/// The same among the installed packages, of which no JavaScript is read.
pub fn declarations(base: &str) -> impl Iterator<Item = String> {
    const COMPILED: &[(&str, &[&str])] =
        &[(".js", &[".d.ts"]), (".jsx", &[".d.ts"]), (".mjs", &[".d.mts", ".d.ts"]), (".cjs", &[".d.cts", ".d.ts"])];
    const ADDED: &[&str] =
        &[".d.ts", ".ts", ".tsx", ".d.mts", ".d.cts", "/index.d.ts", "/index.ts", "/index.d.mts", "/index.d.cts"];
    let exact = (is_written(base) || is_declaration(base)).then(|| base.to_owned());
    compiled_from(base, COMPILED).into_iter().chain(exact).chain(ADDED.iter().map(move |it| format!("{base}{it}")))
}

/// The name of the package that a specifier starts with, and what follows it. `None` for what names no package.
pub fn package_name(source: &str) -> Option<(&str, &str)> {
    let slash = match source.strip_prefix('@') {
        None => source.find('/'),
        Some(scoped) => {
            let first = scoped.find('/')?;
            scoped[first + 1..].find('/').map(|it| first + 1 + it + 1)
        }
    };
    let (name, rest) = slash.map_or((source, ""), |at| (&source[..at], &source[at + 1..]));
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && part != "node_modules" && !part.contains(['\\', '\0', ':'])
    };
    let parts = name.strip_prefix('@').unwrap_or(name);
    (parts.split('/').all(plain) && !rest.split('/').any(|it| it == "..")).then_some((name, rest))
}
