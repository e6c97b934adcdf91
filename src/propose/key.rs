//! What a symbol says of its meaning by itself: the words that tell it apart from others with the same word.

use crate::model::{Role, SymbolInfo, SymbolPath};
use crate::text::words::{TermHit, words_of};

use super::wish::Wish;

/// Words that say what is done with a value, or which of several it is, and not what it means.
const SIDE: &str = "\
    get set is has have with without new old test assert require must should on handle make to from parse by prev previous cur curr current expected want \
    wanted got my the all last next in no not check for of and or a an original orig final initial default raw tmp temp find list fetch load read write \
    add remove delete create validate valid invalid print format show use wait until when if any some same first second other actual given update updated \
    exp mock fake dummy this that these each per via as at into only empty nil null unknown bad wrong request requested expect response input output param \
    const field key kv map json str string";

/// Words of types that carry something else: `EvaluationListStub` carries an evaluation.
const FRAMES: &str = "\
    request response option config info stub list spec param input output reply resp req row record entry model dto result data item detail summary update \
    message msg payload body view mock fake test by with case get set create delete find query filter patch upsert register v1 v2 v3 i t type prop arg opt";

/// The words that tell a symbol's meaning, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    /// Before the word in its own name: `client` of `clientStatus`. `whole` are they as they stand, up to the word.
    Own { words: Vec<String>, whole: Vec<String> },
    /// In the name of what declares it: `evaluation` of `Evaluation.Status`.
    Owner { words: Vec<String> },
    /// It is the right name.
    Right,
}

impl Key {
    /// The words; none for the right name.
    pub(super) fn words(&self) -> &[String] {
        match self {
            Key::Own { words, .. } | Key::Owner { words } => words,
            Key::Right => &[],
        }
    }
}

/// The key of a symbol that bears a term at `hit`; `None` for what takes its meaning from others: a `status` that is a parameter, or is in a
/// type `Response`.
pub(super) fn key(info: &SymbolInfo, hit: &TermHit, wish: &Wish) -> Option<Key> {
    if hit.term == 1 {
        return Some(Key::Right);
    }
    if SymbolPath(&info.path).prefix().is_some() || SymbolPath(&info.path).is_result() {
        return None;
    }
    let before = hit.inner.first().map_or("", |it| &info.name[..it.start as usize]);
    let before: Vec<&str> = words_of(before);
    let side = |word: &str| is_in(SIDE, word) || word.chars().count() < 2 || word.chars().all(|c| c.is_ascii_digit());
    let words = stripped(before.clone(), &side);
    if !words.is_empty() {
        let lower = before.into_iter().map(str::to_lowercase);
        return Some(Key::Own { words, whole: lower.skip_while(|it| side(it)).collect() });
    }
    let member = matches!(
        info.role,
        Role::Field | Role::Selector | Role::LiteralKey | Role::ProtoField | Role::SqlColumn | Role::Method
    );
    if !member || SymbolPath(&info.path).is_of_unknown() {
        return None;
    }
    let words: Vec<&str> = words_of(owner(info)?);
    let without: Vec<&str> =
        words.iter().copied().filter(|it| !wish.words.iter().any(|word| is_form(it, word))).collect();
    let owner = stripped(without, &|word| is_in(FRAMES, word));
    (!owner.is_empty()).then_some(Key::Owner { words: owner })
}

/// The name of the type, table or message that declares the symbol; `None` where that has no name.
pub(super) fn owner(info: &SymbolInfo) -> Option<&str> {
    let before = info.path.strip_suffix(info.name.as_str())?.strip_suffix(['.', '/', '#'])?;
    let owner = before.rsplit(['.', '/', '#', ':']).next()?;
    (!owner.is_empty() && !owner.contains(['<', '(', '@'])).then_some(owner)
}

/// `words` in lower case and in the singular, without those at both ends that `is_side` holds for.
fn stripped(words: Vec<&str>, is_side: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut words: Vec<String> = words.into_iter().map(one).collect();
    while words.last().is_some_and(|it| is_side(it)) {
        words.pop();
    }
    let front = words.iter().take_while(|it| is_side(it)).count();
    words.split_off(front)
}

fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|it| it == word)
}

/// `word` or its plural.
fn is_form(it: &str, word: &str) -> bool {
    let it = it.to_lowercase();
    it.strip_prefix(word).is_some_and(|rest| matches!(rest, "" | "s" | "es"))
}

/// A word in lower case, in the singular where the plural is a plain one.
fn one(word: &str) -> String {
    let word = word.to_lowercase();
    match word.strip_suffix('s') {
        Some(rest) if rest.len() > 2 && !rest.ends_with(['s', 'u', 'i']) => rest.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{TermSet, TermSpec};

    fn key_of(path: &str, role: Role) -> Option<String> {
        let wish = Wish { words: vec!["state".into()], ..Wish::default() };
        let terms = TermSet::new(&[TermSpec { id: "state".into(), words: wish.words.clone(), forms: Vec::new() }]);
        let name = path.rsplit(['.', '/', '#']).next().unwrap_or_default();
        let info = SymbolInfo {
            path: path.into(),
            scope: "".into(),
            name: name.into(),
            role,
            decl: None,
            context: Vec::new(),
            generated: false,
            external: false,
        };
        let key = key(&info, &terms.find_in(name)?, &wish)?;
        let kind = if matches!(key, Key::Own { .. }) { "own" } else { "owner" };
        Some(format!("{kind} {}", key.words().join(" ")))
    }

    #[test]
    fn a_name_or_its_owner_tells_the_meaning() {
        for (path, role, expected) in [
            ("x.test/shop.LampStateOn", Role::Global, Some("own lamp")),
            ("x.test/shop.setNewLampState", Role::Function, Some("own lamp")),
            ("x.test/shop.Lamp.State", Role::Field, Some("owner lamp")),
            ("x.test/shop.LampListResponse.State", Role::Field, Some("owner lamp")),
            ("src/shop.ts#LampProps.state", Role::Field, Some("owner lamp")),
            ("orders.order_state", Role::SqlColumn, Some("own order")),
            ("orders.state", Role::SqlColumn, Some("owner order")),
            ("x.test/shop.Run/state", Role::Parameter, None),
            ("x.test/shop.Run/oldState", Role::Local, None),
            ("x.test/shop.Response.State", Role::Field, None),
            ("log:lamp_state", Role::LogKey, None),
            ("src/shop.ts#?.state", Role::Selector, None),
        ] {
            assert_eq!(key_of(path, role).as_deref(), expected, "{path}");
        }
    }
}
