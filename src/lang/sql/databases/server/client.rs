//! The client program of a server, as a process: it is given statements, and says what came of them. Statements of repositories are no commands of
//! the client: `psql` takes one a `-c`, which it hands on as it stands, and for `mysql` they have passed `clients.rs`.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::model::{Server, ServerKind};

/// Longest statement that a proof hands on: what one argument of a process may be.
const LONGEST: usize = 100 << 10;

/// Most bytes of arguments of one process.
const MOST: usize = 1 << 20;

/// How much of an answer is read.
const READ: u64 = 8 << 20;

/// What ends a statement for the client of MySQL. No statement that has passed `clients.rs` has it outside of quotes.
const ENDS: &str = "$$runsess$$";

/// Who speaks to the server, and until when.
pub(super) struct Client<'a> {
    pub server: &'a Server,
    pub user: String,
    pub password: Option<String>,
    pub until: Instant,
}

/// What came of statements.
pub(super) struct Said {
    /// The rows, a line each; values are apart by tabs.
    pub rows: String,
    /// The first line of each error.
    pub errors: Vec<String>,
}

impl Client<'_> {
    /// Runs statements in one session, up to the first that fails.
    ///
    /// # Errors
    /// What the server says of that one.
    pub(super) fn must(&self, database: &str, statements: &[String]) -> Result<String, String> {
        let said = self.run(database, statements, true)?;
        match said.errors.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(said.rows),
        }
    }

    /// Runs all statements, whatever becomes of each.
    ///
    /// # Errors
    /// The server was not reached, or took too long.
    pub(super) fn all(&self, database: &str, statements: &[String]) -> Result<Said, String> {
        self.run(database, statements, false)
    }

    fn run(&self, database: &str, statements: &[String], stops: bool) -> Result<Said, String> {
        if let Some(long) = statements.iter().find(|it| it.len() > LONGEST) {
            let head: String = long.chars().take(40).collect();
            return Err(format!("a statement is longer than a proof takes: `{head}…`"));
        }
        if statements.iter().map(String::len).sum::<usize>() > MOST {
            return Err("its statements are more than a proof takes".to_owned());
        }
        let (mut command, input) = match self.server.kind {
            ServerKind::Postgresql => (self.psql(database, statements, stops)?, String::new()),
            ServerKind::Mysql => {
                let text = statements.iter().map(|it| format!("{}\n{ENDS}\n", it.trim_end_matches(';')));
                (self.mysql(database, stops), text.collect())
            }
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().map_err(|error| {
            format!("`{program}` does not start ({error}): the client of the server has to be installed for `--database-url`")
        })?;
        let mut stdin = child.stdin.take();
        let writes = thread::spawn(move || stdin.as_mut().map(|it| it.write_all(input.as_bytes())));
        let (out, err) = (reader(child.stdout.take()), reader(child.stderr.take()));
        let ended = self.waited(&mut child);
        let _ = writes.join();
        let (rows, err) = (joined(out), joined(err));
        let done = ended?;
        let mut errors: Vec<String> = err.lines().filter_map(error).collect();
        if !done && errors.is_empty() {
            let line = err.lines().map(str::trim).find(|it| !it.is_empty()).unwrap_or("it says nothing");
            return Err(format!("`{program}` failed: {line}"));
        }
        errors.truncate(1000);
        Ok(Said { rows, errors })
    }

    fn psql(&self, database: &str, statements: &[String], stops: bool) -> Result<Command, String> {
        let mut command = Command::new("psql");
        // Nothing of the caller's surroundings may lead elsewhere.
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")).for_each(|(name, _)| {
            command.env_remove(name);
        });
        let quoted = |it: &str| format!("'{}'", it.replace('\\', "\\\\").replace('\'', "\\'"));
        let port = if self.server.port.is_empty() { String::new() } else { format!(" port={}", self.server.port) };
        let place = format!(
            "host={} user={} dbname={} connect_timeout=10 application_name=runsess{port}",
            quoted(&self.server.host),
            quoted(&self.user),
            quoted(database)
        );
        command.env(
            "PGOPTIONS",
            "-c statement_timeout=30s -c lock_timeout=5s -c client_min_messages=warning -c search_path=public",
        );
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command.args(["-X", "-q", "-A", "-t", "-w", "-F", "\t", "-v"]);
        command.arg(format!("ON_ERROR_STOP={}", u8::from(stops))).args(["-d", &place]);
        for statement in statements {
            // Only what begins with a backslash is a command of the client.
            if !statement.starts_with(|it: char| it.is_ascii_alphabetic() || it == '(') {
                return Err("a statement begins with no word".to_owned());
            }
            command.arg("-c").arg(statement);
        }
        Ok(command)
    }

    fn mysql(&self, database: &str, stops: bool) -> Command {
        let mariadb =
            Command::new("mariadb").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        let mut command = Command::new(if mariadb { "mariadb" } else { "mysql" });
        command.args(["--no-defaults", "--batch", "--skip-column-names", "--skip-named-commands", "--loose-sandbox"]);
        command.args(["--default-character-set=utf8mb4", "--connect-timeout=10"]).arg(format!("--delimiter={ENDS}"));
        match self.server.is_socket() {
            true => command.arg(format!("--socket={}", self.server.host)),
            false => command.arg("--protocol=TCP").arg(format!("--host={}", self.server.host)),
        };
        if !self.server.port.is_empty() {
            command.arg(format!("--port={}", self.server.port));
        }
        if !stops {
            command.arg("--force");
        }
        command.env_remove("MYSQL_HOST").env_remove("MYSQL_TCP_PORT").env_remove("MYSQL_UNIX_PORT");
        command.env("MYSQL_PWD", self.password.as_deref().unwrap_or_default());
        command.arg(format!("--user={}", self.user)).arg(database);
        command
    }

    /// Whether it ended well; it is killed where it takes too long.
    fn waited(&self, child: &mut Child) -> Result<bool, String> {
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) if Instant::now() < self.until => thread::sleep(Duration::from_millis(5)),
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err("its proof on the server takes too long".to_owned());
                }
                Err(error) => return Err(format!("the client of the server was lost: {error}")),
            }
        }
    }
}

fn reader<R: Read + Send + 'static>(from: Option<R>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            let _ = from.by_ref().take(READ).read_to_end(&mut bytes);
            // What is more is not kept, but has to be taken.
            let _ = std::io::copy(&mut from, &mut std::io::sink());
        }
        bytes
    })
}

fn joined(bytes: JoinHandle<Vec<u8>>) -> String {
    String::from_utf8_lossy(&bytes.join().unwrap_or_default()).into_owned()
}

/// `ERROR:  column "x" does not exist`, `ERROR 1054 (42S22) at line 3: Unknown column`.
fn error(line: &str) -> Option<String> {
    let at = line.find("ERROR").or_else(|| line.find("FATAL"))?;
    Some(line[at..].split_whitespace().collect::<Vec<_>>().join(" "))
}
