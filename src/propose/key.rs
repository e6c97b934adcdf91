//! What a symbol says of its meaning by itself: the words that tell it apart from others with the same word.

use rustc_hash::FxHashSet;

use crate::model::{Role, SymbolInfo, SymbolPath};
use crate::text::words::{TermHit, words_of};

use super::wish::Wish;

/// Words that say what is done with a value, or which of several it is, and not what it means.
const SIDE: &str = "\
    get set is has have with without new old test assert require must should on handle make to from parse by prev previous cur curr current expected want \
    wanted got my the all last next in no not check for of and or a an original orig final initial default raw tmp temp find list fetch load read write \
    add remove delete create validate valid invalid print format show use wait until when if any some same first second other actual given update updated \
    exp mock fake dummy this that these each per via as at into only empty nil null unknown bad wrong request requested expect response input output param \
    const field key kv map json str string num";

/// What a function does with what it is called after: `buildLamp` is no kind of lamp. Of values, the same words may say what they are of, as
/// in `buildStatus`.
const VERBS: &str = "\
    build edit open close start stop show hide render register resolve ensure send receive convert sort move copy clone select toggle restore publish \
    export import refresh invalidate watch subscribe enable disable init setup reset clear search generate gen compute calculate apply process collect merge \
    mark sync store save sum draw run do emit notify log trim split join count compare match scan wrap unwrap encode decode marshal unmarshal extract \
    repair fix migrate upgrade downgrade prune verify check flush drop allocate attach detach assign acquire release push pull pop poll dump drain evict \
    recover retry rename replace swap insert append expand collapse truncate lookup fetch download upload read write load";

/// Verbs of [`SIDE`] and others that are verbs behind `re` and `un` as well.
const DOES: &str = "get set make parse find list load read write add create use name start lock pack block connect schedule queue index order try play";

/// What may stand before the verb of a function: `testRunRebuildLamp`.
const BEFORE_VERBS: &str = "test benchmark run do try must cmd command handle on fuzz example";

/// Words of types that carry what a function is given or gives: `RepairLampOptions` are those of `repairLamp`.
const CALLS: &str = "option opt config param arg prop input output request response req resp reply result cmd command";

/// Words of types that carry something else: `EvaluationListStub` carries an evaluation.
const FRAMES: &str = "\
    request response option config info stub list spec param input output reply resp req row record entry model dto result data item detail summary update \
    message msg payload body view mock fake test by with case get set create delete find query filter patch upsert register v1 v2 v3 i t type prop arg opt suite";

/// Folders and files that are called by what lies in them, or by nothing: `lib/status.ts` says no more than `status.ts`.
const FOLDERS: &str = "\
    src lib package pkg internal util utility common core app web site main index shared helper type model component page hook service module feature action \
    api client server cmd script tool example doc frontend backend ui view container store constant schema interface mock fixture spec testdata";

/// Of those, the ones that say nothing even where no other folder says more.
const NAMELESS: &str = "src lib package pkg internal main index";

/// Words that end like a plural and are none.
const SINGULARS: &str = "\
    kubernetes postgres canvas alias always https news lens series species atlas chaos gas basis axis pandas sas ios aws dns tls css sms gps os";

/// The words that tell a symbol's meaning, the term among them, in lower case and in the singular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// Its own name says so: `client status` of `newClientStatuses`.
    Named {
        /// What groups symbols.
        words: Vec<String>,
        /// A word pattern for names that say so: `* client statuses *`. Words before the word say more than words behind it, so
        /// that of `status command` begins where such a name does: `new status command *`.
        pattern: String,
        /// The pattern has no words besides `words`.
        plain: bool,
    },
    /// What declares it says so: `evaluation status` of `Evaluation.Status`.
    Owned {
        /// What groups symbols.
        words: Vec<String>,
        /// For a glob, what stands before the name: `Evaluation.`, or `agent.Config.` where the name of the owner says nothing.
        owner: String,
    },
    /// What its type is called says so: `node` of type `graph.Node`.
    Typed {
        /// What groups symbols: those of the type.
        words: Vec<String>,
    },
    /// It is the right name.
    Right,
}

impl Key {
    /// The words; none for the right name.
    pub(super) fn words(&self) -> &[String] {
        match self {
            Key::Named { words, .. } | Key::Owned { words, .. } | Key::Typed { words } => words,
            Key::Right => &[],
        }
    }
}

/// The names of types that go on behind the word, as keys: `version history` of `VersionHistoryItem`.
pub(super) fn compounds<'a>(
    types: impl Iterator<Item = (&'a SymbolInfo, &'a TermHit)>,
    wish: &Wish,
) -> FxHashSet<Vec<String>> {
    let is_alone = |name: &Name| name.before.is_empty() && !name.after.is_empty();
    types.map(|(info, hit)| Name::of(info, hit)).filter(is_alone).map(|name| name.compound(wish)).collect()
}

/// An own name around the word.
struct Name<'a> {
    /// Words that say nothing, in front.
    sides: Vec<&'a str>,
    before: Vec<&'a str>,
    term: Vec<&'a str>,
    after: Vec<&'a str>,
}

impl<'a> Name<'a> {
    fn of(info: &'a SymbolInfo, hit: &TermHit) -> Self {
        let (start, end) = hit.inner.first().map_or((0, 0), |it| (it.start as usize, it.end as usize));
        let (name, mut before) = (info.name.as_str(), words_of(&info.name[..start]));
        let mut after = words_of(&name[end..]);
        let carries = after.last().is_some_and(|it| is_in(CALLS, &one(it)));
        let is_called = match info.role {
            Role::Function | Role::Method => true,
            Role::Type => carries,
            _ => false,
        };
        if carries && before.first().is_some_and(|it| it.eq_ignore_ascii_case("new")) {
            before.remove(0);
        }
        let verb =
            before.iter().position(|it| !is_in(BEFORE_VERBS, &it.to_lowercase())).or(Some(0)).filter(|_| is_called);
        let does = |at: usize, it: &str| verb == Some(at) && is_verb(&it.to_lowercase());
        let sides =
            before.iter().enumerate().take_while(|(at, it)| is_side(it) || verb > Some(*at) || does(*at, it)).count();
        let mut sides: Vec<&str> = before.drain(..sides).collect();
        if before.iter().all(|it| is_side(it)) {
            sides.append(&mut before);
        }
        while after.last().is_some_and(|it| is_in(FRAMES, &one(it)) || is_side(it)) {
            after.pop();
        }
        Self { sides, before, term: words_of(&name[start..end]), after }
    }

    /// `status command`
    fn compound(&self, wish: &Wish) -> Vec<String> {
        wish.words.iter().cloned().chain(self.after.iter().map(|it| one(it))).collect()
    }
}

/// The key of a symbol that bears a term at `hit`; `None` for what takes its meaning from others: a `status` that is a parameter. A name
/// that goes on behind the word is one of `compounds`, or says nothing by that.
pub(super) fn key(info: &SymbolInfo, hit: &TermHit, wish: &Wish, compounds: &FxHashSet<Vec<String>>) -> Option<Key> {
    if hit.term == 1 {
        return Some(Key::Right);
    }
    let path = SymbolPath(&info.path);
    if path.prefix().is_some() || path.is_result() {
        return None;
    }
    let name = Name::of(info, hit);
    let lower = |words: &[&str]| words.iter().map(|it| it.to_lowercase()).collect::<Vec<_>>();
    if !name.before.is_empty() {
        let mut words: Vec<String> = name.before.iter().map(|it| one(it)).collect();
        while words.last().is_some_and(|it| is_side(it)) {
            words.pop();
        }
        words.extend(wish.words.iter().cloned());
        let said = [lower(&name.before), lower(&name.term)].concat();
        return Some(Key::Named {
            pattern: format!("* {} *", said.join(" ")),
            plain: said.len() == words.len(),
            words,
        });
    }
    let compound = name.compound(wish);
    let mut known = (wish.words.len() + 1..=compound.len()).rev().map(|it| &compound[..it]);
    if let Some(words) = known.find(|it| compounds.contains(*it)) {
        let after = words.len() - wish.words.len();
        let said = [lower(&name.sides), lower(&name.term), lower(&name.after[..after])].concat().join(" ");
        return Some(Key::Named { words: words.to_vec(), pattern: format!("{said} *"), plain: name.sides.is_empty() });
    }
    owned(info, wish)
}

fn owned(info: &SymbolInfo, wish: &Wish) -> Option<Key> {
    let path = SymbolPath(&info.path);
    let member = matches!(
        info.role,
        Role::Field
            | Role::Selector
            | Role::LiteralKey
            | Role::MapKey
            | Role::ProtoField
            | Role::SqlColumn
            | Role::Method
    );
    if path.is_of_unknown() || !member && !matches!(info.role, Role::Global | Role::Type | Role::SqlTable) {
        return None;
    }
    let telling = |name: &str| {
        let words = words_of(name).into_iter().map(one);
        let words: Vec<String> = words.filter(|it| !wish.words.iter().any(|word| is_form(it, word))).collect();
        let is_frame = |it: &String| is_in(FRAMES, it) || is_side(it);
        let end = words.len() - words.iter().rev().take_while(|it| is_frame(it)).count();
        let words: Vec<String> = words.into_iter().take(end).skip_while(|it| is_frame(it)).collect();
        (!words.is_empty()).then(|| words.into_iter().chain(wish.words.iter().cloned()).collect::<Vec<_>>())
    };
    // A glob matches without the parts that have no name: `Props.lamp` of `Props.<type>@16.lamp`. A literal without one says nothing of
    // what it is for.
    if info.path.replace("<type>@", "").contains(">@") {
        return None;
    }
    let path = path.without_nameless();
    let before = path.strip_suffix(info.name.as_str())?;
    if info.role == Role::SqlTable {
        return before.is_empty().then(|| Key::Owned { words: wish.words.clone(), owner: String::new() });
    }
    if info.external && before.is_empty() {
        let words = ["built", "in"].map(str::to_owned).into_iter().chain(wish.words.iter().cloned()).collect();
        return Some(Key::Owned { words, owner: String::new() });
    }
    let outer = before.strip_suffix(['.', '/', '#'])?;
    // No glob is written for what an expression declares. Folders may be called by any letters: `app/(shop)/[lampId]/`.
    let own = before.split_once('#').map_or(before, |(_, own)| own);
    if own.contains(UNWRITTEN) || own.contains(char::is_whitespace) {
        return None;
    }
    let owner = outer.rsplit(['.', '/', '#', ':']).next().filter(|_| member);
    if let Some((owner, words)) = owner.and_then(|owner| Some((owner, telling(owner)?))) {
        return Some(Key::Owned { words, owner: format!("{owner}.") });
    }
    if info.role == Role::MapKey {
        return None;
    }
    at_home(&path, before, wish, &telling)
}

/// What no glob is written with.
const UNWRITTEN: [char; 10] = ['<', '(', ')', '@', '?', '*', '{', ',', '[', ']'];

/// `Config.Region`, or a type `Sample`: the package, the file or the nearest folder that is called otherwise says of what, one that says
/// what lies in it only where none does better. Without any, it is the thing that is called by the word alone.
fn at_home(path: &str, before: &str, wish: &Wish, telling: &dyn Fn(&str) -> Option<Vec<String>>) -> Option<Key> {
    let is_folder = |words: &[String]| words.iter().rev().skip(wish.words.len()).all(|it| is_in(FOLDERS, it));
    let best = |names: &mut dyn Iterator<Item = &str>| {
        let said: Vec<Vec<String>> = names.take(PARENTS).filter_map(telling).collect();
        let tells =
            |words: &&Vec<String>| !words[..words.len() - wish.words.len()].iter().all(|it| is_in(NAMELESS, it));
        let one = said.iter().find(|words| !is_folder(words)).or(said.iter().find(tells));
        one.cloned().unwrap_or_else(|| wish.words.clone())
    };
    let Some((file, _)) = SymbolPath(path).file() else {
        let own = before.rsplit('/').next()?;
        let packages = before.rsplit('/').map(|it| it.split('.').next().unwrap_or(it));
        return Some(Key::Owned { words: best(&mut packages.filter(|it| !is_version(it))), owner: own.to_owned() });
    };
    let mut parts = file.rsplit('/');
    let name = parts.next()?;
    // A folder such as `[lampId]` is a parameter of a route.
    let says = |it: &&str| !is_version(it) && !it.starts_with('[');
    let mut names = name.split('.').take(1).chain(parts).filter(says);
    let own = before.split_once('#')?.1;
    let owner = if name.contains(UNWRITTEN) || name.contains(' ') { own.to_owned() } else { format!("{name}#{own}") };
    (!owner.is_empty()).then(|| Key::Owned { words: best(&mut names), owner })
}

/// So many folders may say what is in a file: those further out are those of everything.
const PARENTS: usize = 4;

/// `v2`, `v1beta1`: a package that is called so says nothing of what is in it.
fn is_version(package: &str) -> bool {
    let mut rest = package.strip_prefix('v').unwrap_or_default();
    for stage in ["alpha", "beta"] {
        rest = rest.split_once(stage).map_or(rest, |(major, minor)| if minor.is_empty() { "" } else { major });
    }
    !rest.is_empty() && rest.bytes().all(|it| it.is_ascii_digit())
}

fn is_side(word: &str) -> bool {
    let word = word.to_lowercase();
    is_in(SIDE, &word) || word.chars().count() < 2 || word.chars().all(|c| c.is_ascii_digit())
}

/// Also `rebuild`, `unlock`: a verb with a syllable in front.
fn is_verb(word: &str) -> bool {
    let stem = ["re", "un", "pre"].iter().find_map(|it| word.strip_prefix(it));
    let is = |it: &str| is_in(VERBS, it) || is_in(DOES, it);
    is(word) || stem.is_some_and(is)
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
        Some(rest) if rest.len() > 2 && !rest.ends_with(['s', 'u', 'i']) && !is_in(SINGULARS, &word) => rest.to_owned(),
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
        let known = FxHashSet::from_iter([vec!["state".to_owned(), "machine".to_owned()]]);
        Some(match key(&info, &terms.find_in(name)?, &wish, &known)? {
            Key::Named { words, pattern, .. } => format!("{} ({pattern})", words.join(" ")),
            Key::Typed { words } => words.join(" "),
            Key::Owned { words, owner } => format!("{} of {owner}*", words.join(" ")),
            Key::Right => "right".to_owned(),
        })
    }

    #[test]
    fn a_name_or_its_owner_tells_the_meaning() {
        for (path, role, expected) in [
            ("x.test/shop.LampStateOn", Role::Global, Some("lamp state (* lamp state *)")),
            ("x.test/shop.setNewLampsStates", Role::Function, Some("lamp state (* lamps states *)")),
            ("x.test/shop.StateMachineOptions", Role::Type, Some("state machine (state machine *)")),
            ("x.test/shop.buildLampState", Role::Function, Some("lamp state (* lamp state *)")),
            ("x.test/shop.buildState", Role::Function, None),
            ("x.test/shop.testRunRebuildState", Role::Function, None),
            ("x.test/shop.getBuildState", Role::Function, Some("build state (* build state *)")),
            ("x.test/shop.newRepairStateCommand", Role::Function, None),
            ("x.test/shop.RepairStateOptions", Role::Type, Some("shop state of shop.*")),
            ("x.test/shop.RepairState", Role::Type, Some("repair state (* repair state *)")),
            ("x.test/shop.MapKey.State", Role::Field, Some("shop state of shop.MapKey.*")),
            ("x.test/shop.buildState", Role::Global, Some("build state (* build state *)")),
            ("x.test/shop/v2.State", Role::Type, Some("shop state of v2.*")),
            ("x.test/shop/v1beta1.State", Role::Type, Some("shop state of v1beta1.*")),
            ("x.test/vase.State", Role::Type, Some("vase state of vase.*")),
            ("x.test/shop.NewStateMachine", Role::Function, Some("state machine (new state machine *)")),
            ("x.test/shop.Lamp.State", Role::Field, Some("lamp state of Lamp.*")),
            ("x.test/shop.LampListResponse.State", Role::Field, Some("lamp state of LampListResponse.*")),
            ("src/shop.ts#LampProps.state", Role::Field, Some("lamp state of LampProps.*")),
            ("orders.order_state", Role::SqlColumn, Some("order state (* order state *)")),
            ("orders.state", Role::SqlColumn, Some("order state of orders.*")),
            ("x.test/shop.Run/state", Role::Parameter, None),
            ("x.test/shop.Run/oldState", Role::Local, None),
            ("x.test/shop.Response.State", Role::Field, Some("shop state of shop.Response.*")),
            ("src/lamps/shop-window.ts#Props.state", Role::Field, Some("shop window state of shop-window.ts#Props.*")),
            ("x.test/shop.State", Role::Type, Some("shop state of shop.*")),
            ("x.test/shop/state.State", Role::Type, Some("shop state of state.*")),
            ("types/states.ts#TState", Role::Type, Some("state of states.ts#*")),
            ("shop/src/lib/state.ts#State", Role::Type, Some("shop state of state.ts#*")),
            ("src/lamps/state.ts#State", Role::Type, Some("lamp state of state.ts#*")),
            ("core/src/state/index.ts#State", Role::Type, Some("core state of index.ts#*")),
            ("src/state/index.ts#State", Role::Type, Some("state of index.ts#*")),
            ("src/shop.ts#KubernetesProps.state", Role::Field, Some("kubernetes state of KubernetesProps.*")),
            ("src/Panel.tsx#LampPanel.<type>@16.state", Role::Field, Some("lamp panel state of LampPanel.*")),
            ("app/(shop)/[stateId]/page.tsx#LampProps.state", Role::Field, Some("lamp state of LampProps.*")),
            ("app/(shop)/[stateId]/page.tsx#Props.state", Role::Field, Some("shop state of page.tsx#Props.*")),
            ("app/[stateId].tsx#Props.state", Role::Field, Some("app state of Props.*")),
            ("src/Panel.tsx#panel.<objlit>@16.state", Role::MapKey, None),
            ("src/Panel.stories.tsx#Lamps.args.response.state", Role::MapKey, None),
            ("src/rights.ts#RIGHTS.stateUpdate", Role::MapKey, Some("right state of RIGHTS.*")),
            ("state", Role::SqlTable, Some("state of *")),
            ("lamp_state", Role::SqlTable, Some("lamp state (* lamp state *)")),
            ("state_machine", Role::SqlTable, Some("state machine (state machine *)")),
            ("log:lamp_state", Role::LogKey, None),
            ("src/shop.ts#?.state", Role::Selector, None),
            ("src/shop.ts#lamp ? a : b.state", Role::Field, None),
            ("src/shop.ts#open\n  .state", Role::Field, None),
        ] {
            assert_eq!(key_of(path, role).as_deref(), expected, "{path}");
        }
    }
}
