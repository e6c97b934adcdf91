//! The command line: arguments and their help. Parsing only; `cmd` does the work, and knows which formats there are.

mod decide;
mod fleet;
mod init;
mod input;
mod memory;
mod part;
mod sample;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use decide::DecideArgs;
pub use fleet::{ClassifyArgs, FactsArgs, LinkArgs, ReposArgs};
pub use init::InitArgs;
pub use input::{CacheArg, Input, IsolatedArg, PackArg, TokensArg};
pub use memory::MemoryLimit;
pub use part::PartArgs;
pub use sample::SampleArgs;

/// One word, two meanings: says what each occurrence of an ambiguous name means, proves it, and rewrites only the ones
/// that must change.
#[derive(Debug, Parser)]
#[command(name = "runsess", version = env!("RUNSESS_VERSION"), max_term_width = 100, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub talk: TalkArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub limits: LimitArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The heading of what every command takes, and its place after everything else.
const EVERYWHERE: &str = "Everywhere";
const LAST: usize = 900;

/// How much is said, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = EVERYWHERE, next_display_order = LAST)]
pub struct TalkArgs {
    /// Say no remarks beside the answer
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what was read and left out, and how long each stage took
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Colours: auto, always, never [default: auto, in a terminal unless NO_COLOR is set]
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorWhen::Auto)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub color: ColorWhen,
}

/// What a run may use.
#[derive(Debug, Args)]
#[command(next_help_heading = EVERYWHERE, next_display_order = LAST + 10)]
pub struct LimitArgs {
    /// Work on so many threads [default: one a core]
    #[arg(long, short, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// End with status 2 above so much memory: 500M, 2G, none [default: nine tenths of what there is]
    #[arg(long, global = true, value_name = "SIZE", env = "RUNSESS_MAX_MEMORY", hide_env = true)]
    pub max_memory: Option<MemoryLimit>,
    /// End with status 2 after so many seconds
    #[arg(long, global = true, value_name = "N", env = "RUNSESS_MAX_SECONDS", hide_env = true)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub max_seconds: Option<u64>,
}

/// What `--help` and the manual say of it.
pub const EXIT_CODES: &str = "Exit status: 0 nothing to do or done; 1 findings that matter (unclassified hits, a failed gate, \
refused edits); 2 could not run, or ran only partly (bad usage, bad rules, unreadable input).";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Propose a first rule pack for a word: what it means in this tree, by names, owners and values
    Init(InitArgs),
    /// Print the inventory: what each occurrence means, and why
    Scan(ScanArgs),
    /// Say why an occurrence means what it means
    Explain(ExplainArgs),
    /// List what is undecided by decisions, and write the answers into the rule pack
    Decide(DecideArgs),
    /// List every reference of one symbol, whatever else bears its name
    Refs(RefsArgs),
    /// Rename one symbol, without a rule pack
    Rename(RenameArgs),
    /// Rewrite one batch of the migration, all or nothing
    Apply(ApplyArgs),
    /// Show the rollout: what each batch changes, by repository
    Plan(PlanArgs),
    /// Print what existing databases need before the code of a batch runs on them
    Sql(SqlArgs),
    /// Say whether the migration is done: the checklist, the old names that are left, the names that stay
    Verify(VerifyArgs),
    /// Take an apply back, byte and mode exact
    Undo(UndoArgs),
    /// Finish or roll back an interrupted apply
    Recover,
    /// Fail when there are legacy hits that the baseline doesn't have
    Check(CheckArgs),
    /// Print a manifest of many repositories: where each is, and which others it needs
    Repos(ReposArgs),
    /// Find what the names of one of many repositories are, for `link` and `classify`
    Facts(FactsArgs),
    /// Put together what the facts of many repositories know of each other
    Link(LinkArgs),
    /// Print what the hits of repositories mean, from their facts and what all repositories know of each other
    Classify(ClassifyArgs),
    /// Merge a baseline that two branches have changed: a merge driver of git
    MergeBaseline(MergeBaselineArgs),
    /// Work on rule packs
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Print the JSON schema of what a command prints, of rule packs or of runsess.yaml
    Schema(SchemaArgs),
    /// Tell an editor while people type: a language server on standard input and output
    Lsp,
    /// Print a completion script for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write those of all commands
    Man(ManArgs),
}

/// `scan`
#[derive(Debug, Args)]
pub struct ScanArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    /// How to print the inventory [default: human, or what runsess.yaml says under `formats`]
    #[arg(long)]
    pub format: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tokens: TokensArg,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub part: PartArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub sample: SampleArgs,
    /// Print every decision, also of the categories that need no change (formats human, concise and agent)
    #[arg(long)]
    pub all: bool,
}

/// `schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Whose: the name of a command, `rules` for rule packs, `config` for runsess.yaml
    #[arg(value_name = "OF", value_parser = ["scan", "check", "refs", "apply", "rename", "plan", "sql", "rules", "config"])]
    pub of: String,
    /// In which format; of jsonl, the schema of a line [default: json, or jsonl where there is no other]
    #[arg(long, value_parser = ["json", "jsonl"])]
    pub format: Option<String>,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// FILE:LINE or FILE:LINE:COLUMN (1-based)
    #[arg(value_name = "FILE:LINE[:COL]")]
    pub place: String,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    /// How to print the evidence [default: human, or what runsess.yaml says under `formats`]
    #[arg(long)]
    pub format: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tokens: TokensArg,
}

/// `refs`
#[derive(Debug, Args)]
pub struct RefsArgs {
    /// The symbol, in full (`importpath.Type.Member`, `FILE#Type.member`), as a unique ending of it (`Type.Member`), or FILE:LINE:COL
    pub symbol: String,
    /// Folders to read [default: the roots of runsess.yaml, which is looked for here and above, or the working directory]
    pub roots: Vec<PathBuf>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub isolated: IsolatedArg,
    /// How to print the references
    #[arg(long, default_value = "human")]
    pub format: String,
}

/// `rename`
#[derive(Debug, Args)]
pub struct RenameArgs {
    /// The symbol, in full, as a unique ending of its name, or FILE:LINE:COL
    pub symbol: String,
    /// The new name (the last part only)
    pub new: String,
    /// Folders to read [default: the roots of runsess.yaml, which is looked for here and above, or the working directory]
    pub roots: Vec<PathBuf>,
    /// What to do where the key of a field would change for an encoder or a row scanner
    #[arg(long, value_name = "POLICY", default_value = "keep")]
    pub wire: WireArg,
    /// With a table, column or index: leave other places of that name alone, because a person has looked at them
    #[arg(long)]
    pub keep_others: bool,
    /// With a table, column or index: rename it in every database of the folders that has it, such as one schema for several kinds of servers
    #[arg(long)]
    pub every_database: bool,
    /// Rename a table or column although its script was run on no server (PostgreSQL, MySQL), after you have tried it on a copy
    #[arg(long)]
    pub unproved_sql: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub isolated: IsolatedArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub write: WriteArgs,
    /// In any format but human: print what would be done and write nothing
    #[arg(long, default_value = "human")]
    pub format: String,
}

/// What becomes of a key on the wire that a rename would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WireArg {
    /// Write a tag with the old key
    Keep,
    /// Refuse the rename
    Refuse,
    /// Let the key change with the name, and list it
    Change,
}

/// A server that proofs are run on.
#[derive(Debug, Args)]
pub struct ServerArgs {
    /// Run scripts for PostgreSQL, MySQL or MariaDB on this server (`postgres://USER:PASSWORD@localhost/`, `mysql://…`) before they count, in
    /// databases that are made for it and dropped; needs its client, `psql`, `mariadb` or `mysql`
    #[arg(long, value_name = "URL", env = "RUNSESS_DATABASE_URL", hide_env = true)]
    pub database_url: Option<String>,
    /// Take a server that is not on this machine
    #[arg(long, requires = "database_url")]
    pub remote_database: bool,
}

/// What a person has looked at in place of the program.
#[derive(Debug, Args)]
pub struct UnreadArg {
    /// Say that a person has looked for the name in this file or folder, which could not be read (repeatable; REPO/PATH will do, too)
    #[arg(long, value_name = "FILE", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub allow_unread: Vec<String>,
}

/// How to write.
#[derive(Debug, Args)]
pub struct WriteArgs {
    /// Show the edits as a diff and write nothing
    #[arg(long, alias = "dry-run")]
    pub diff: bool,
    /// Write the diff of one repository to this file, or one file a repository into this folder, and change nothing else (`git apply
    /// FILE` inside of the repository does it)
    #[arg(long, value_name = "FILE|FOLDER/")]
    pub patch: Option<PathBuf>,
    /// With --diff, --patch or a format for programs: end with status 1 while there is something to write or refused, and with 0 when it is done
    #[arg(long)]
    pub exit_code: bool,
    /// Write although git could not bring the files concerned back: uncommitted changes, untracked or ignored files, no git at all
    #[arg(long)]
    pub allow_dirty: bool,
    /// Write although no git work tree holds the files concerned
    #[arg(long)]
    pub allow_no_vcs: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub unread: UnreadArg,
    /// Run this command (by `sh -c`, in each changed repository) after writing, and take everything back if it fails
    #[arg(long, value_name = "CMD", conflicts_with_all = ["diff", "patch"])]
    pub check: Option<String>,
}

/// `apply`
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// The batch to write
    #[arg(long, value_name = "N", required_unless_present = "list")]
    pub batch: Option<u32>,
    /// The phase of the batch
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub write: WriteArgs,
    /// Write what doesn't depend on the refused changes
    #[arg(long)]
    pub skip_refused: bool,
    /// Rename in databases of PostgreSQL and MySQL, too, whose scripts are run nowhere (`runsess sql` prints them)
    #[arg(long)]
    pub unproved_sql: bool,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
    /// Ask about each symbol before it is changed
    #[arg(long, short, conflicts_with = "list")]
    pub interactive: bool,
    /// List the applies that can be undone
    #[arg(long)]
    pub list: bool,
    /// In any format but human: print what would be done and write nothing
    #[arg(long, default_value = "human")]
    pub format: String,
}

/// `plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub unread: UnreadArg,
    /// Run this command (by `sh -c`, in each changed repository) after each step on a copy, up to the first step that it fails at
    #[arg(long, value_name = "CMD")]
    pub check: Option<String>,
    /// How to print the rollout
    #[arg(long, default_value = "human")]
    pub format: String,
}

/// `verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub unread: UnreadArg,
    /// How to print it
    #[arg(long, default_value = "human")]
    pub format: String,
}

/// `sql`
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The batch
    #[arg(long, value_name = "N")]
    pub batch: u32,
    /// The phase of the batch [default: all phases]
    #[arg(long, value_name = "PHASE")]
    pub phase: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub unread: UnreadArg,
    /// Only the database of this folder (or with this table)
    #[arg(long, value_name = "NAME")]
    pub database: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub server: ServerArgs,
    /// How to print the scripts
    #[arg(long, default_value = "sql")]
    pub format: String,
}

/// `undo`
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The apply to take back [default: the last one]
    pub id: Option<String>,
}

/// `man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    #[allow(missing_docs)]
    pub input: Input,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub cache: CacheArg,
    /// The accepted hits [default: `baseline` of runsess.yaml]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the hits of today to the baseline; reasons, owners and days stay with the hits that they are about
    #[arg(long, conflicts_with_all = ["prune", "since", "staged"])]
    pub update_baseline: bool,
    /// With --update-baseline, accept new hits also where CI is set
    #[arg(long, requires = "update_baseline")]
    pub allow_growth: bool,
    /// Take the rows of hits that are gone out of the baseline, and accept nothing
    #[arg(long)]
    pub prune: bool,
    /// Only hits that the tree at this revision did not have; `origin/main...` is where the branch left origin/main
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// Look at what is staged instead of the work tree; only hits that HEAD (or --since) did not have
    #[arg(long)]
    pub staged: bool,
    /// How to print new hits [default: human, or what runsess.yaml says under `formats`]
    #[arg(long)]
    pub format: Option<String>,
    #[command(flatten)]
    #[allow(missing_docs)]
    pub tokens: TokensArg,
}

/// `merge-baseline`, with what git gives a merge driver: `runsess merge-baseline %O %A %B`
#[derive(Debug, Args)]
pub struct MergeBaselineArgs {
    /// The baseline that both branches began with
    pub base: PathBuf,
    /// Ours, which the result is written over
    pub ours: PathBuf,
    /// Theirs
    pub theirs: PathBuf,
}

/// `rules …`
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the rules of a pack
    List(PackArg),
    /// Print a pack as YAML, with all that it extends
    Show(PackArg),
    /// Check rule packs for mistakes
    Check {
        /// The packs.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Run the examples of a pack
    Test(PackArg),
    /// Print the JSON schema of rule packs, for editors
    Schema,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// In a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
