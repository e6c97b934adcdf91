//! What every place of one word means in one repository.

use std::collections::BTreeMap;

use memchr::memmem::Finder;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::links::{self, Link};
use super::{Decl, is_script};
use crate::lang::typescript::facts::emit::name_at;
use crate::lang::typescript::resolve::project::{Loaded, Project};
use crate::lang::typescript::resolve::types::{Checker, Entity, ModId, Property, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, RepoId, Source, Span};

/// Everything that is known of a word.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The places that bear it, by file and byte. Comments, and strings that say more than the word, are none.
    pub(super) places: Vec<Reference>,
    /// What is declared under it.
    pub(super) declared: BTreeMap<Decl, Declared>,
    /// Declarations that need one name.
    pub(super) links: Vec<Link>,
    /// Places in files whose language is not read and that may use it (components of Vue, Svelte, Astro).
    pub(super) unread: Vec<(FileId, Span)>,
    /// Names of the packages that the repository itself declares.
    pub(super) packages: Vec<String>,
}

/// A place that bears the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) file: FileId,
    /// The word alone.
    pub(super) span: Span,
    pub(super) spot: Spot,
    pub(super) meaning: Meaning,
    /// The variable of a shorthand, whose property is `meaning`.
    pub(super) variable: Option<Meaning>,
}

/// What kind of name stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Declaration,
    /// A value or a type by its plain name, also in a list of imports or exports.
    Name,
    /// `x.NAME`, an attribute, a key of a pattern.
    Property,
    /// A key of the object literal at this span.
    Key(Span),
    /// A string that is just the word.
    Text,
    /// Code that the tables of the module do not name.
    Unread,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Declarations: several for a union; `None` is one in a file that is not among the sources.
    Of(Vec<Option<Decl>>),
    /// Something of a package or of the language.
    Foreign,
    Unknown,
}

/// A declaration, by its ids in the module at `path`.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) path: SmolStr,
    pub(super) member: Option<(ShapeId, u32)>,
    pub(super) binding: Option<BindingId>,
    /// A key of an object literal that no declared type is known for.
    pub(super) literal: bool,
    /// Files that import the module can see it.
    pub(super) exported: bool,
    /// Declared at the top of a file without imports and exports: every file can see it.
    pub(super) global: bool,
}

impl Survey {
    pub(super) fn of(project: &Project<'_>, sources: &[Source], repo: RepoId, word: &str) -> Self {
        let finder = Finder::new(word);
        let bears = |it: &&Source| it.repo == repo && finder.find(it.text.as_bytes()).is_some();
        let scripts: Vec<&Source> = sources.iter().filter(|it| is_script(it.language)).filter(bears).collect();
        let packages = packages(project, &scripts);
        let parts: Vec<Survey> = scripts.par_iter().map(|it| of_file(project, it, word, &packages)).collect();
        let mut all = Survey { packages, ..Survey::default() };
        for part in parts {
            all.places.extend(part.places);
            all.declared.extend(part.declared);
            all.links.extend(part.links);
        }
        let unread = |it: &&Source| {
            [".vue", ".svelte", ".astro"].iter().any(|ending| it.path.ends_with(ending))
                || (it.path.ends_with(".html") && ["{{", "*ng", "v-", "x-"].iter().any(|mark| it.text.contains(mark)))
        };
        for source in sources.iter().filter(unread).filter(bears) {
            all.unread.extend(words(&source.text, word).into_iter().map(|span| (source.id, span)));
        }
        all
    }

    /// The places that may mean `decl`.
    pub(super) fn of_decl(&self, decl: Decl) -> impl Iterator<Item = &Reference> {
        self.places.iter().filter(move |it| it.may_be(decl))
    }
}

impl Reference {
    /// One of its meanings is `decl`.
    pub(super) fn may_be(&self, decl: Decl) -> bool {
        self.meaning.may_be(decl) || self.variable.as_ref().is_some_and(|it| it.may_be(decl))
    }
}

impl Meaning {
    pub(super) fn may_be(&self, decl: Decl) -> bool {
        matches!(self, Meaning::Of(all) if all.contains(&Some(decl)))
    }
}

/// The places of a word in a text: whole identifiers only.
pub(super) fn words(text: &str, word: &str) -> Vec<Span> {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let found = text.match_indices(word).filter(|(at, _)| {
        let goes_on = word.starts_with(letter) && text[..*at].ends_with(letter);
        !goes_on && !text[at + word.len()..].starts_with(letter)
    });
    found.map(|(at, _)| Span::new(at, at + word.len())).collect()
}

/// Names of the packages that the folders above `scripts` declare: importing one of them is no way out of the sources.
fn packages(project: &Project<'_>, scripts: &[&Source]) -> Vec<String> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut names = Vec::new();
    for source in scripts {
        let mut folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        while seen.insert(folder) {
            let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
            let text = project.text(source.repo, &path);
            let parsed = text.and_then(|it| serde_json::from_str::<PackageJson>(&it).ok());
            names.extend(parsed.and_then(|it| it.name));
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None if folder.is_empty() => break,
                None => folder = "",
            }
        }
    }
    names
}

#[derive(serde::Deserialize)]
struct PackageJson {
    name: Option<String>,
}

fn of_file(project: &Project<'_>, source: &Source, word: &str, packages: &[String]) -> Survey {
    let mut survey = Survey::default();
    let spans = words(&source.text, word);
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known else {
        survey.places.extend(spans.into_iter().map(|span| unread(source.id, span)));
        return survey;
    };
    let checker = Checker::new(project, source.repo);
    let main = checker.add(loaded.clone());
    let reader = Reader { source, loaded, checker, main, packages, word };
    for span in spans {
        survey.places.extend(reader.place(span));
    }
    reader.declarations(&mut survey);
    survey.links = links::of_file(&reader);
    survey
}

fn unread(file: FileId, span: Span) -> Reference {
    Reference { file, span, spot: Spot::Unread, meaning: Meaning::Unknown, variable: None }
}

/// Reads one module.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) loaded: std::sync::Arc<Loaded>,
    pub(super) checker: Checker<'a>,
    pub(super) main: ModId,
    packages: &'a [String],
    pub(super) word: &'a str,
}

impl Reader<'_> {
    fn module(&self) -> &Module {
        &self.loaded.module
    }

    fn place(&self, span: Span) -> Option<Reference> {
        let text = &*self.source.text;
        let Some((at, name)) = name_at(&self.module().names, span) else { return self.leaf(span) };
        let whole = at == span || text.get(at.range()).is_some_and(|it| it.strip_prefix('#') == Some(self.word));
        if !whole {
            // The word in a longer string.
            return None;
        }
        let place = |spot, meaning| Reference { file: self.source.id, span, spot, meaning, variable: None };
        let both = |spot, meaning, variable| Reference { variable: Some(variable), ..place(spot, meaning) };
        Some(match name {
            NameRef::Declares(id) => match &self.module().binding(*id).what {
                What::Import { .. } | What::ImportAll { .. } => place(Spot::Name, self.imported(*id)),
                _ => place(Spot::Declaration, self.binding(self.main, *id)),
            },
            NameRef::Member(shape, index) => place(Spot::Declaration, self.member(self.main, *shape, *index)),
            NameRef::Key(shape, index) => {
                let owner = self.module().shape(*shape);
                let meaning = self.key(*shape, *index);
                let value = owner.members[*index as usize].value.map(|it| (it, self.module().expr(it)));
                match value {
                    Some((value, it)) if it.span == span => {
                        both(Spot::Key(owner.span), meaning, self.identifier(value))
                    }
                    _ => place(Spot::Key(owner.span), meaning),
                }
            }
            NameRef::Ident(expr) => place(Spot::Name, self.identifier(*expr)),
            NameRef::Property(expr) => place(Spot::Property, self.property(*expr)),
            NameRef::Type(ty) => place(Spot::Name, self.type_name(*ty, at)),
            NameRef::PatternKey(parent, _) => place(Spot::Property, self.pattern(*parent)),
            NameRef::PatternShorthand(parent, id) => {
                both(Spot::Property, self.pattern(*parent), self.binding(self.main, *id))
            }
            NameRef::Imported(id) => place(Spot::Name, self.imported(*id)),
            NameRef::Exported(name) => place(
                Spot::Name,
                match self.checker.export(self.main, name, 0) {
                    Some(Entity::Binding(at, id)) => self.binding(at, id),
                    _ => Meaning::Unknown,
                },
            ),
            NameRef::Attribute(jsx, _) => place(Spot::Property, self.attribute(*jsx)),
            NameRef::Text(expr) => place(Spot::Text, self.text(*expr)?),
            NameRef::TypeText => place(Spot::Text, Meaning::Unknown),
            NameRef::ModulePath | NameRef::Label => return None,
        })
    }

    /// A word that the tables don't name: words for people are no place.
    fn leaf(&self, span: Span) -> Option<Reference> {
        let found = || Some(unread(self.source.id, span));
        let Some(tree) = &self.loaded.tree else { return found() };
        let leaf = tree.root_node().descendant_for_byte_range(span.start as usize, span.end as usize);
        match leaf.map(|it| it.kind()) {
            // In JavaScript a comment may hold the types.
            Some("comment") => {
                let script = [".js", ".jsx", ".mjs", ".cjs"].iter().any(|it| self.source.path.ends_with(it));
                let line_start = self.source.text[..span.start as usize].rfind('\n').map_or(0, |it| it + 1);
                let tags = ["@property", "@prop", "@param", "@typedef", "@type", "@returns", "@callback", "@template"];
                let line = &self.source.text[line_start..span.start as usize];
                (script && tags.iter().any(|it| line.contains(it))).then(found).flatten()
            }
            Some("jsx_text" | "string_fragment" | "template_string" | "regex_pattern" | "html_character_reference") => {
                None
            }
            _ => found(),
        }
    }

    // What names mean.

    fn decl(&self, module: ModId, span: Span) -> Option<Decl> {
        self.checker.loaded(module).file.map(|file| (file, span))
    }

    fn member(&self, module: ModId, shape: ShapeId, index: u32) -> Meaning {
        let span = self.checker.loaded(module).module.shape(shape).members[index as usize].key.span;
        Meaning::Of(vec![self.decl(module, span)])
    }

    fn binding(&self, module: ModId, id: BindingId) -> Meaning {
        let loaded = self.checker.loaded(module);
        let binding = loaded.module.binding(id);
        if let What::Import { source, local_only: false, .. } = &binding.what {
            // Not found in the sources.
            return if self.is_package(source) { Meaning::Foreign } else { Meaning::Unknown };
        }
        Meaning::Of(vec![self.decl(module, binding.ident.span)])
    }

    fn is_package(&self, source: &str) -> bool {
        let own =
            |name: &String| source.strip_prefix(name.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('/'));
        !source.starts_with(['.', '/', '~', '$', '#']) && !source.starts_with("@/") && !self.packages.iter().any(own)
    }

    fn identifier(&self, expr: ExprId) -> Meaning {
        self.checker.identifier(self.main, expr).map_or(Meaning::Unknown, |(at, id)| self.binding(at, id))
    }

    fn type_name(&self, ty: TypeId, span: Span) -> Meaning {
        self.checker.type_name(self.main, ty, span).map_or(Meaning::Unknown, |(at, id)| self.binding(at, id))
    }

    /// What a name in a list of imports stands for.
    fn imported(&self, id: BindingId) -> Meaning {
        let binding = self.module().binding(id);
        let own = binding.ident.name == self.word;
        match &binding.what {
            What::Import { source, name, local_only } => match self.checker.follow(self.main, id) {
                // `import x from`, `import { y as x } from`: the local name is the file's own.
                _ if *local_only && own && name != self.word => {
                    Meaning::Of(vec![self.decl(self.main, binding.ident.span)])
                }
                Some(Entity::Binding(at, id)) => self.binding(at, id),
                Some(_) => Meaning::Unknown,
                None if self.is_package(source) => Meaning::Foreign,
                None => Meaning::Unknown,
            },
            _ => Meaning::Of(vec![self.decl(self.main, binding.ident.span)]),
        }
    }

    /// All declared members of this name that a value of the type may have, for each part of a union or intersection.
    pub(super) fn members(&self, owner: &Ty) -> Vec<Option<Decl>> {
        let mut found = Vec::new();
        self.collect(owner, &mut found, 0);
        found.sort();
        found.dedup();
        found
    }

    fn collect(&self, owner: &Ty, found: &mut Vec<Option<Decl>>, depth: u32) {
        match owner {
            Ty::Union(parts) | Ty::Intersection(parts) if depth < 8 => {
                parts.iter().take(64).for_each(|part| self.collect(part, found, depth + 1));
            }
            Ty::Namespace(module) => {
                if let Some(Entity::Binding(at, id)) = self.checker.export(*module, self.word, 0)
                    && let Meaning::Of(all) = self.binding(at, id)
                {
                    found.extend(all);
                }
            }
            _ => {
                for name in [self.word.to_owned(), format!("#{}", self.word)] {
                    for it in self.checker.members(owner, &name) {
                        self.collect_member(&it, found, depth);
                    }
                    if !found.is_empty() {
                        break;
                    }
                }
            }
        }
    }

    /// A key of a literal is the member of the type that its place asks for, where there is one.
    fn collect_member(&self, it: &Property, found: &mut Vec<Option<Decl>>, depth: u32) {
        let loaded = self.checker.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        if let (ShapeKind::Object, Some(expr), true) = (shape.kind, shape.expr, depth < 8) {
            let before = found.len();
            self.collect(&self.checker.contextual(it.module, expr), found, depth + 1);
            if found.len() > before {
                return;
            }
        }
        let span = shape.members[it.index as usize].key.span;
        found.push(loaded.file.map(|file| (file, span)));
    }

    fn members_or_unknown(&self, owner: &Ty) -> Meaning {
        match (self.members(owner), owner) {
            (found, _) if !found.is_empty() => Meaning::Of(found),
            (_, Ty::Array(_) | Ty::Tuple(_) | Ty::Promise(_) | Ty::Text(_)) => Meaning::Foreign,
            _ => Meaning::Unknown,
        }
    }

    fn property(&self, expr: ExprId) -> Meaning {
        let ExprKind::Member { object, name } = &self.module().expr(expr).kind else { return Meaning::Unknown };
        let owner = self.checker.type_of(self.main, *object);
        if let Some(private) = name.name.strip_prefix('#') {
            let found = self.checker.members(&owner, &name.name);
            debug_assert_eq!(private, self.word);
            return match found.first() {
                Some(it) => self.member(it.module, it.shape, it.index),
                None => Meaning::Unknown,
            };
        }
        if matches!(self.module().expr(*object).kind, ExprKind::Text(_) | ExprKind::Template(..) | ExprKind::Literal) {
            return Meaning::Foreign;
        }
        self.members_or_unknown(&owner)
    }

    fn pattern(&self, parent: PatId) -> Meaning {
        self.members_or_unknown(&self.checker.pattern_type(self.main, parent))
    }

    /// A key of an object literal: of the type that the place asks for, or of what the literal spreads; else its own.
    fn key(&self, shape: ShapeId, index: u32) -> Meaning {
        let owner = self.module().shape(shape);
        if let Some(expr) = owner.expr {
            let wanted = self.members(&self.checker.contextual(self.main, expr));
            if !wanted.is_empty() {
                return Meaning::Of(wanted);
            }
        }
        self.member(self.main, shape, index)
    }

    fn attribute(&self, jsx: ExprId) -> Meaning {
        let ExprKind::Jsx { name, .. } = &self.module().expr(jsx).kind else { return Meaning::Unknown };
        // `<div …>`: an attribute of HTML.
        let Some(name) = name else { return Meaning::Foreign };
        let component = self.checker.type_of(self.main, *name);
        self.members_or_unknown(&self.checker.props(&component))
    }

    /// A string that is the word alone; `None` where it is data for a container or a request.
    fn text(&self, expr: ExprId) -> Option<Meaning> {
        let it = self.module().expr(expr);
        match it.place {
            Place::Index(object) => Some(self.members_or_unknown(&self.checker.type_of(self.main, object))),
            Place::Argument(call, 0) => {
                let ExprKind::Call { callee, .. } = &self.module().expr(call).kind else {
                    return Some(Meaning::Unknown);
                };
                let data = match &self.module().expr(*callee).kind {
                    ExprKind::Member { name, .. } => {
                        matches!(name.name.as_str(), "get" | "set" | "append" | "has" | "delete" | "getAll")
                    }
                    _ => false,
                };
                (!data).then_some(Meaning::Unknown)
            }
            _ => Some(Meaning::Unknown),
        }
    }

    /// What the file declares under the word.
    fn declarations(&self, survey: &mut Survey) {
        let module = self.module();
        let mut add = |span: Span, member: Option<(ShapeId, u32)>, binding: Option<BindingId>, literal: bool| {
            let script =
                !module.names.iter().any(|(_, it)| matches!(it, NameRef::ModulePath)) && module.exports.is_empty();
            let top = |id: BindingId| {
                module.scopes[ScopeId::FILE]
                    .names
                    .get(&module.binding(id).ident.name)
                    .is_some_and(|it| it.contains(&id))
            };
            let it = survey.declared.entry((self.source.id, span)).or_insert_with(|| Declared {
                path: module.path.clone(),
                member: None,
                binding: None,
                literal,
                exported: false,
                global: false,
            });
            it.member = it.member.or(member);
            it.binding = it.binding.or(binding);
            it.literal &= literal;
            it.global |= script && binding.is_some_and(top);
            // What a class, a type or an object is exported with can be used wherever that is.
            it.exported |= member.is_some() || binding.is_some_and(|id| top(id) && self.is_exported(id));
        };
        let own = |name: &str| name.trim_start_matches('#') == self.word;
        for (id, shape) in module.shapes.entries() {
            for (index, member) in shape.members.iter().enumerate().filter(|(_, it)| own(&it.key.name)) {
                let at = (id, index as u32);
                let literal = shape.kind == ShapeKind::Object;
                add(member.key.span, Some(at), None, literal);
            }
        }
        for (id, binding) in module.bindings.entries().filter(|(_, it)| own(&it.ident.name)) {
            if !matches!(binding.what, What::Import { local_only: false, .. }) {
                add(binding.ident.span, None, Some(id), false);
            }
        }
    }

    fn is_exported(&self, id: BindingId) -> bool {
        let module = self.module();
        let name = &module.binding(id).ident.name;
        module.exports.values().any(|it| match it {
            Export::Binding(other) => *other == id,
            Export::Local(local) => local == name,
            Export::Value(expr) => matches!(&module.expr(*expr).kind, ExprKind::Ident(it) if it == name),
            _ => false,
        }) || self.source.text.contains("module.exports")
            || self.source.text.contains("exports.")
    }
}
