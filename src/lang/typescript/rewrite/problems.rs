//! What is in the way of a new name: places that may mean the thing and are not understood, declarations that would part,
//! and names that are there already.

use std::rc::Rc;

use super::links::{Link, Why};
use super::loose::Loose;
use super::reference::{Decided, Decl, Declared, Meaning, Names, Problem, Reference, Spot, is_script, words};
use super::renamer::Renamer;
use super::survey::Survey;
use crate::lang::rewriter::unwritten;
use crate::lang::typescript::resolve::tracer::Provenance;
use crate::lang::typescript::resolve::types::{Checker, Instance, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::{FileId, LineIndex, Span};

/// What to do about a name that is there already.
pub(super) const OTHER_NAME: &str = "choose another name (in a batch: under `renames:`)";
const BY_HAND: &str = "give the value a declared type, or rename it by hand and list it under `keep:`";

/// Words that no variable, function or type can be called.
const RESERVED: [&str; 47] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
];

/// Why the key of an object is refused whose way is not known.
pub(super) const HANDED_OVER: &str = "its object is handed to code that is not known, which may read the name";

impl Renamer<'_> {
    /// Why `decl` can't have its new name of `names`, which holds all new names that are given at once. Places that nothing is
    /// known of count as uses of it, except where they are `decided` to be none.
    pub fn problems(&mut self, decl: Decl, names: &Names, decided: Decided<'_>) -> Vec<Problem> {
        let survey = self.survey_of(decl);
        let packages = self.packages(self.sources[decl.0.0 as usize].repo);
        let Some(new) = names.get(&decl).cloned() else { return Vec::new() };
        let problem = |(file, span): (FileId, Span), reason: String, way_out: &str| Problem {
            file,
            span,
            reason,
            way_out: way_out.to_owned(),
            wire: false,
        };
        let Some(declared) = survey.declared.get(&decl).cloned() else {
            let reason = "what declares it is not known, so nothing says what else bears the name".to_owned();
            return vec![problem(decl, reason, BY_HAND)];
        };
        let mut found = Vec::new();
        if let Some(reason) = unfit(&new, declared.binding.is_some()) {
            return vec![problem(decl, reason, OTHER_NAME)];
        }
        if declared.member.is_some() && self.is_decorated(decl) {
            let reason = "a decorator stands before it, and may use its name at run time".to_owned();
            found.push(problem(decl, reason, BY_HAND));
        }
        if declared.member.is_some() && !declared.literal && self.is_content(decl, &new) {
            let reason =
                "what stands in an element is given to a component by this name, which no place says".to_owned();
            found.push(problem(decl, reason, BY_HAND));
        }
        found.extend(self.described_beside(decl, &declared));
        found.extend(self.looked_up(decl, &declared));
        found.extend(self.enumerated(decl, &declared));
        found.extend(self.taken_with_its_module(decl, &declared));
        if declared.literal && self.loses_its_name(decl, &declared, &new) {
            found.push(problem(decl, HANDED_OVER.to_owned(), BY_HAND));
        }
        let inner = if self.is_structural(decl, &declared) { self.inner(decl) } else { Rc::default() };
        // No value of another type has a private member.
        let nominal = self.is_nominal(decl, &declared);
        let links = survey.links_of(decl).chain(&inner.links);
        found.extend(self.parted(decl, links.filter(|it| !nominal || it.why != Why::Stored), names));
        found.extend(self.unclear(decl, &declared, (&survey, &packages), names, decided));
        found.extend(self.taken(decl, &declared, &survey, &new, names));
        let mut deep: Vec<Problem> = Vec::new();
        let renamed = |it: Decl| names.get(&it) == Some(&new);
        let deeper = inner.deep.iter().filter(|it| !nominal || it.text);
        for place in deeper.filter(|it| it.parts(decl, renamed)).map(|it| &it.place) {
            let reason = self.unknown(decl, &declared, &packages, place);
            deep.extend(reason.map(|reason| problem((place.file, place.span), reason, BY_HAND)));
        }
        deep.dedup();
        found.extend(deep);
        for (file, span) in declared.exposed().then_some(&survey.unread).into_iter().flatten() {
            if !self.is_in_reach(decl, &declared, (*file, *span)) {
                continue;
            }
            let language = self.sources[file.0 as usize].path.rsplit('.').next().unwrap_or_default();
            let reason = format!("`{}` may be used here: runsess does not read .{language} files", self.word(decl));
            found.push(problem((*file, *span), reason, "rename it by hand, and list it under `keep:`"));
        }
        found
    }

    /// Declarations that need the same name and don't get it.
    fn parted<'l>(&self, decl: Decl, links: impl Iterator<Item = &'l Link>, names: &Names) -> Vec<Problem> {
        let mut found = Vec::new();
        for link in links {
            let other = match (link.one, link.other) {
                (Some(one), other) if one == decl => other,
                (one, Some(other)) if other == decl => one,
                _ => continue,
            };
            if other.is_some_and(|other| names.get(&other) == names.get(&decl)) {
                continue;
            }
            let named = other.map_or_else(|| "a file that was not read".to_owned(), |other| self.place(other));
            let word = self.word(decl);
            let reason = match link.why {
                Why::Inherits => format!("its type and another one inherit from each other, and `{word}` of {named} keeps its name"),
                Why::Merged => format!("it is declared in parts, and the one of {named} keeps its name"),
                Why::Stored => format!("a value of its type is stored as another type here or the other way round, and `{word}` of {named} keeps its name"),
                Why::OpenBase => "its class extends one that was not read, which may use the name".to_owned(),
                Why::AnyName => format!("what may have members of any name becomes a value of its type here, and `{word}` may be one of them"),
                Why::Wire => "a value of its type is text outside of the program here: whoever writes or reads that text uses the old name".to_owned(),
            };
            let way_out = match link.why {
                Why::AnyName => "give the value a declared type, or rename it by hand with what makes the names",
                Why::OpenBase => "add what declares the base to the roots, or rename it by hand",
                Why::Wire => "rename both sides by hand, or map the name where the text is read and written",
                _ => "rename both in one batch, or list it under `keep:`",
            };
            let wire = link.why == Why::Wire;
            found.push(Problem { file: link.at.0, span: link.at.1, reason, way_out: way_out.to_owned(), wire });
        }
        // The same value is met at its first level, too.
        found.sort();
        found.dedup();
        found
    }

    /// Places that may mean `decl` and also something that keeps its name, or that nothing is known of.
    fn unclear(
        &mut self,
        decl: Decl,
        declared: &Declared,
        (survey, packages): (&Survey, &[String]),
        names: &Names,
        decided: Decided<'_>,
    ) -> Vec<Problem> {
        let mut found = Vec::new();
        let new = names.get(&decl);
        let private = self.is_private(decl);
        let mut apart: Option<bool> = None;
        let mut literals =
            (declared.member.is_some() && !declared.literal && !private).then(|| Loose::new(self, decl, declared));
        for place in survey.around(decl) {
            let all = [Some(&place.meaning), place.variable.as_ref()];
            for meaning in all.into_iter().flatten() {
                let reason = match meaning {
                    Meaning::Of(parts) if parts.contains(&Some(decl)) => {
                        let parts = parts.iter().find(|it| it.is_none_or(|it| names.get(&it) != new));
                        parts.map(|part| match part {
                            Some(other) => {
                                format!("the name here is also that of {}, which keeps its name", self.place(*other))
                            }
                            None => "the name here is also declared in a file that was not read".to_owned(),
                        })
                    }
                    _ if !place.may_be(decl) && decided(place.file, place.span) => None,
                    // `#jobId` is a name that only its class knows.
                    Meaning::Unknown if private && !self.is_private((place.file, place.span)) => None,
                    Meaning::Unknown => self.unknown(decl, declared, packages, place),
                    Meaning::Of(parts) => {
                        let loose = parts.iter().flatten().filter(|it| !names.contains_key(it));
                        let loose = loose.filter_map(|it| Some((*it, survey.declared.get(it)?)));
                        let mut loose = loose.filter(|(_, it)| it.literal);
                        // A literal without a declared type fits wherever its keys do.
                        let fits = literals
                            .as_mut()
                            .and_then(|literals| loose.find(|(at, it)| literals.fits(self, (declared, it), *at)));
                        fits.map(|(at, it)| {
                            let object = self.object(at, it);
                            format!("an object without a declared type has the name here ({object}), and may be used as one of its type")
                        })
                    }
                    Meaning::Foreign => None,
                };
                let by_value = match meaning {
                    Meaning::Unknown => matches!(place.spot, Spot::Property | Spot::Text | Spot::Constant),
                    Meaning::Of(parts) => !parts.contains(&Some(decl)),
                    Meaning::Foreign => false,
                };
                let reason =
                    reason.filter(|_| !by_value || !*apart.get_or_insert_with(|| self.is_taken_apart(decl, declared)));
                found.extend(reason.map(|reason| Problem {
                    file: place.file,
                    span: place.span,
                    reason,
                    way_out: BY_HAND.to_owned(),
                    wire: false,
                }));
            }
            let unwritten = unwritten(&self.sources[place.file.0 as usize], self.word(decl));
            if let (true, Some((reason, way_out))) = (place.may_be(decl), unwritten) {
                found.push(Problem { file: place.file, span: place.span, reason, way_out, wire: false });
            }
        }
        found
    }

    /// Why a place of unknown meaning may be a use of `decl`; `None` where it can't be one.
    pub(super) fn unknown(
        &mut self,
        decl: Decl,
        declared: &Declared,
        packages: &[String],
        place: &Reference,
    ) -> Option<String> {
        let here = place.file == decl.0;
        let member = declared.member.is_some();
        let visible =
            declared.global || (declared.exported && (here || self.speaks_of(place.file, &declared.path, packages)));
        let word = self.word(decl);
        // What nobody else gets is read where it is made.
        let home = !here && declared.literal && self.stays_at_home(decl, declared);
        let possible = !home && self.can_come(decl, place.file, &place.from);
        match place.spot {
            Spot::Element if !self.is_element(decl, declared) => None,
            Spot::Directive if !declared.literal => None,
            Spot::Property if !possible => None,
            Spot::Property if member => Some(format!("`{word}` of a value whose type is not known may be it")),
            // A type has no name at run time.
            Spot::Property if visible && !declared.only_type => {
                Some(format!("`{word}` of a module that is not known may be it"))
            }
            Spot::Name if declared.binding.is_some() && (declared.global || (declared.exported && place.from.any)) => {
                Some(format!("where `{word}` comes from here is not known, so it may be it"))
            }
            Spot::Words => None,
            Spot::Path if member && self.is_path_to(decl, declared, place) => {
                Some(format!("a part of the path in this string may be '{word}'"))
            }
            Spot::Path => None,
            Spot::Stored if member && possible => Some(format!(
                "a value that is stored as another type here holds more than was compared: `{word}` may be in it"
            )),
            Spot::Stored => None,
            // No file needs to see both: the database joins them.
            Spot::Column if member => Some(format!("the string '{word}' may be the column that it names")),
            // Nobody hands on both the string and a value, where no file sees both.
            Spot::Constant if !self.meets(decl, place.file) => None,
            Spot::Constant if member || self.is_asked_for_by_texts(decl, declared) => {
                Some(format!("the string '{word}' may name it at run time or in a type"))
            }
            Spot::Text if member && !possible => None,
            // A type has no name at run time, and a module is asked for one only where it is a value.
            Spot::Text
                if member
                    || (declared.global && !declared.only_type)
                    || (declared.exported && !declared.only_type && !here && self.holds_modules(decl, place.file))
                    || self.is_asked_for_by_texts(decl, declared) =>
            {
                Some(format!("the string '{word}' may name it at run time or in a type"))
            }
            Spot::Element | Spot::Directive | Spot::Unread
                if visible || here || (member && self.meets(decl, place.file)) =>
            {
                Some(format!("`{word}` stands in code that runsess does not understand"))
            }
            _ => None,
        }
    }

    /// A value from there, seen in `file`, can be one of the type of `decl`: a file has a say in it that sees the type, or nobody knows what it
    /// is, and some file sees both.
    pub(super) fn can_come(&mut self, decl: Decl, file: FileId, from: &Provenance) -> bool {
        let viewers = self.viewers(decl.0);
        viewers.is_none_or(|it| from.files.iter().any(|file| it.contains(file))) || (from.any && self.meets(decl, file))
    }

    /// It declares what elements there are: `interface IntrinsicElements { page: … }`.
    fn is_element(&self, decl: Decl, declared: &Declared) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some((shape, _)) = declared.member else { return false };
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let shape = loaded.module.shape(shape);
        // The literal of an alias is called by the alias.
        let name = match shape.binding {
            Some(it) => Some(&*loaded.module.binding(it).ident.name),
            None => shape.path.rsplit(['.', '/']).next(),
        };
        name == Some("IntrinsicElements")
    }

    /// The file names the module, or a package of the repository: it may import it in a way that is not followed.
    fn speaks_of(&self, file: FileId, path: &str, packages: &[String]) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        let folder = path.rsplit('/').nth(1).filter(|_| stem == "index");
        let wanted = folder.unwrap_or(stem);
        let text = &self.sources[file.0 as usize].text;
        let module = ["'", "\"", "/", "."].iter().any(|end| text.contains(&format!("/{wanted}{end}")));
        module || packages.iter().any(|name| ["'", "\""].iter().any(|open| text.contains(&format!("{open}{name}"))))
    }

    /// The new name is there already, where it would be read as this one.
    fn taken(&mut self, decl: Decl, declared: &Declared, survey: &Survey, new: &str, names: &Names) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut add = |at: Decl, place: Decl, what: &str| {
            if names.get(&at).is_none_or(|it| it == new) {
                let (file, span) = place;
                found.push((file, span, what.to_owned(), at));
            }
        };
        let source = &self.sources[decl.0.0 as usize];
        if let Some(loaded) = self.project.load(source.repo, &source.path) {
            let checker = Checker::new(&self.project, source.repo);
            let main = checker.add(loaded.clone());
            let at =
                |module: usize, span: Span| checker.loaded(module).file.map_or((decl.0, decl.1), |file| (file, span));
            if let Some((shape, _)) = declared.member {
                for class in [false, true] {
                    let own = Ty::Shape(std::rc::Rc::new(Instance { module: main, shape, env: None, class }));
                    for it in checker.members(&own, new) {
                        let span = checker.loaded(it.module).module.shape(it.shape).members[it.index as usize].key.span;
                        add(at(it.module, span), decl, "its type has");
                    }
                }
            }
            if let Some(id) = declared.binding {
                let module = &loaded.module;
                for scope in loaded.index().homes(id).iter().map(|it| &module.scopes[*it]) {
                    for other in scope.names.get(new).into_iter().flatten() {
                        add((decl.0, module.binding(*other).ident.span), decl, "its scope has");
                    }
                }
            }
        }
        // Literals and lists of imports that hold both names.
        for place in survey.of_decl(decl) {
            let source = &self.sources[place.file.0 as usize];
            let Some(loaded) = self.project.load(source.repo, &source.path) else { continue };
            let module = &loaded.module;
            if let Spot::Key(span) = place.spot
                && place.meaning.may_be(decl)
            {
                let index = loaded.index();
                let named = index.object(span).map_or(&[][..], |shape| index.members_of(shape, new));
                let mut named = named.iter().map(|(shape, at)| &module.shape(*shape).members[*at as usize]);
                if let Some(twin) = named.find(|it| it.key.name == new) {
                    add((place.file, twin.key.span), (place.file, place.span), "the literal has");
                }
            }
            if place.spot == Spot::Name && place.file != decl.0 {
                for other in module.scopes[ScopeId::FILE].names.get(new).into_iter().flatten() {
                    add((place.file, module.binding(*other).ident.span), (place.file, place.span), "the file has");
                }
            }
        }
        let mut problems: Vec<Problem> = found
            .into_iter()
            .map(|(file, span, what, other)| Problem {
                file,
                span,
                reason: format!("{what} `{new}` already ({})", self.place(other)),
                way_out: OTHER_NAME.to_owned(),
                wire: false,
            })
            .collect();
        problems.extend(self.below(decl, declared, new));
        problems
    }

    /// A member that a value of another type can have in its place: none of an enumeration, and none with a `#`.
    pub(super) fn is_structural(&self, decl: Decl, declared: &Declared) -> bool {
        let Some((shape, _)) = declared.member else { return false };
        let source = &self.sources[decl.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path);
        !self.is_private(decl) && loaded.is_none_or(|it| it.module.shape(shape).kind != ShapeKind::Enum)
    }

    /// A `private` or `protected` member of a class: only objects of the class and of its heirs have it.
    fn is_nominal(&self, decl: Decl, declared: &Declared) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let Some((shape, _)) = declared.member else { return false };
        let loaded = self.project.load(source.repo, &source.path);
        let before = &source.text[..decl.1.start as usize];
        let line = before.rsplit(['\n', '{', '}', ';', ',', '(']).next().unwrap_or_default();
        loaded.is_some_and(|it| it.module.shape(shape).kind == ShapeKind::Class)
            && line.split_whitespace().any(|it| it == "private" || it == "protected")
    }

    /// `#runId`, with the `#` or without it.
    pub(super) fn is_private(&self, (file, span): Decl) -> bool {
        let text = &self.sources[file.0 as usize].text;
        text[span.start as usize..].starts_with('#') || text[..span.start as usize].ends_with('#')
    }

    /// `@Input() runId`: what stands before a member on its line or the line above.
    fn is_decorated(&self, (file, span): Decl) -> bool {
        let text = &self.sources[file.0 as usize].text[..span.start as usize];
        let mut lines = text.rsplit('\n');
        let decorates = |line: &str| line.trim_start().starts_with('@');
        let own = lines.next().unwrap_or_default();
        decorates(own)
            || own.contains(" @")
            || lines.next().is_some_and(|it| decorates(it) && !it.trim_end().ends_with(';'))
    }

    /// `path:line`
    pub(super) fn place(&self, (file, span): Decl) -> String {
        let source = &self.sources[file.0 as usize];
        let line = LineIndex::new(source.text.as_bytes()).position(span.start).line;
        format!("{}:{line}", source.path)
    }
}

impl Declared {
    /// Other files may use it.
    pub(super) fn exposed(&self) -> bool {
        self.member.is_some() || self.exported || self.global
    }
}

fn unfit(new: &str, variable: bool) -> Option<String> {
    let word = new.trim_start_matches('#');
    if words(word, word).len() != 1 || !word.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '$') {
        return Some(format!("`{new}` is not an identifier of TypeScript"));
    }
    (variable && RESERVED.contains(&word)).then(|| format!("`{new}` is a word of the language"))
}

impl Renamer<'_> {
    /// True when the file is one that this renames in.
    pub fn reads(&self, file: FileId) -> bool {
        self.sources.get(file.0 as usize).is_some_and(|it| is_script(it.language))
    }
}
