//! Scripts that the program prints for PostgreSQL and MySQL, run by the clients of real servers: a database of the old schema is, after the
//! script, the one that the new schema makes, with its rows; a second run changes nothing; the way back leads back. Servers are named by
//! `RUNSESS_POSTGRES` (arguments of `psql`) and `RUNSESS_MARIADB` (arguments of `mariadb`); `.ci/run` starts both.

use std::process::{Command, Stdio};

use crate::support::{put, runsess, texts};

/// Arguments of a client, from a variable. Where it is not set, the caller skips its test, loudly; in CI that is a failure.
fn server(variable: &str) -> Option<Vec<String>> {
    let named = std::env::var(variable).ok();
    if named.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{variable} is not set, and CI must not skip what needs it");
        eprintln!("SKIPPED: {variable} names no server, so no script was run on one");
    }
    named.map(|it| it.split_whitespace().map(str::to_owned).collect())
}

/// A client and how it is told which database to use.
struct Client {
    program: &'static str,
    args: Vec<String>,
}

impl Client {
    /// Whether all of `sql` was run, and what was printed.
    fn run(&self, database: &str, sql: &str) -> (bool, String) {
        let mut command = Command::new(self.program);
        command.args(&self.args).arg(database).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), sql.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let (out, err) = texts(&output);
        (output.status.success(), out + &err)
    }

    fn must(&self, database: &str, sql: &str) -> String {
        let (done, said) = self.run(database, sql);
        assert!(done, "{said}\n{sql}");
        said
    }
}

const SAVE: &str = "package store\n\nimport \"database/sql\"\n\nfunc Save(db *sql.DB, sessionID string) error {\n\t_, err := \
                    db.Exec(`INSERT INTO turns (run_id) VALUES (?)`, sessionID)\n\treturn err\n}\n";

/// The script of batch 2 and the new schema, for a package with `schema` and the driver `package`.
fn made(schema: &str, package: &str) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("store");
    put(&root, "go.mod", &format!("module example.com/store\n\ngo 1.22\n\nrequire {package} v1.0.0\n"));
    put(&root, "save.go", SAVE);
    put(&root, "schema.sql", schema);
    let run = |args: &[&str]| {
        let output = runsess(args).arg(&root).env("XDG_STATE_HOME", dir.path().join("state")).output().unwrap();
        (output.status.code(), texts(&output))
    };
    let (code, (script, err)) = run(&["sql", "--batch", "2"]);
    assert!(code == Some(1) && script.contains("NOT PROVED"), "{script}{err}");
    let (code, (_, err)) = run(&["apply", "--batch", "2", "--allow-no-vcs", "--allow-dirty", "--unproved-sql"]);
    assert_eq!(code, Some(0), "{err}");
    (script, std::fs::read_to_string(root.join("schema.sql")).unwrap())
}

/// What a script says in its comments.
fn back(script: &str) -> String {
    let (_, back) = script.split_once("-- The way back:\n").expect("there is one");
    back.lines().map(|it| it.trim_start_matches("--").to_owned() + "\n").collect()
}

const PARTS: &str = "CREATE INDEX turns_by_run ON turns (run_id);\nCREATE VIEW latest AS SELECT id, run_id FROM turns;\nCREATE VIEW ids AS \
                     SELECT id FROM latest;\nCREATE TABLE trail (line TEXT);\n";

/// Runs the script of `schema` on databases of `client`; `shape` is a query for the names of everything.
fn tried(client: &Client, home: &str, schema: &str, package: &str, shape: &str) {
    let (script, new) = made(schema, package);
    let [old, fresh] = ["old", "fresh"].map(|it| format!("runsess_{it}_{}", std::process::id()));
    for name in [&old, &fresh] {
        client.must(home, &format!("CREATE DATABASE {name};"));
    }
    client.must(&old, schema);
    client.must(&old, "INSERT INTO turns (run_id) VALUES ('a'), ('b');");
    client.must(&fresh, &new);
    let before = client.must(&old, shape);
    client.must(&old, &script);
    let after = client.must(&old, shape);
    assert_eq!(after, client.must(&fresh, shape), "migrated and new");
    assert_ne!(after, before);
    assert!(client.must(&old, "SELECT session_id FROM latest ORDER BY 1;").contains('b'), "rows are kept");
    client.must(&old, "INSERT INTO turns (session_id) VALUES ('c');");
    assert!(client.must(&old, "SELECT line FROM trail;").contains('c'), "the trigger still fires");
    let back = back(&script);
    client.must(&old, &back);
    assert_eq!(client.must(&old, shape), before, "the way back");
    for name in [&old, &fresh] {
        client.must(home, &format!("DROP DATABASE {name};"));
    }
}

#[test]
fn a_script_for_postgresql_does_what_the_new_schema_does() {
    let Some(mut args) = server("RUNSESS_POSTGRES") else { return };
    args.extend(["-v", "ON_ERROR_STOP=1", "-q", "-At", "-d"].map(str::to_owned));
    let client = Client { program: "psql", args };
    // `UPDATE OF` is known by column, and the function speaks of none.
    let schema = format!(
        "CREATE TABLE turns (\n  id BIGSERIAL PRIMARY KEY,\n  run_id VARCHAR(40) DEFAULT lower('X'),\n  at TIMESTAMPTZ DEFAULT \
         now()\n);\n{PARTS}GRANT SELECT ON latest TO PUBLIC;\nCREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO \
         trail VALUES (to_jsonb(NEW)::text); RETURN NEW; END $$;\nCREATE TRIGGER seen AFTER INSERT OR UPDATE OF run_id ON turns FOR EACH ROW \
         EXECUTE FUNCTION note();\n"
    );
    let shape = "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns WHERE table_schema = \
                 'public' ORDER BY 1, 2; SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1; SELECT viewname, \
                 definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1; SELECT pg_get_triggerdef(oid) FROM pg_trigger ORDER BY 1; SELECT \
                 table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND table_schema = 'public' \
                 ORDER BY 1, 2;";
    tried(&client, "postgres", &schema, "github.com/jackc/pgx/v5", shape);
    // A second run is for no database: it fails at its first statement that does not fit, and leaves everything.
    let (script, new) = made(&schema, "github.com/jackc/pgx/v5");
    let name = format!("runsess_again_{}", std::process::id());
    client.must("postgres", &format!("CREATE DATABASE {name};"));
    client.must(&name, &new);
    let before = client.must(&name, shape);
    assert!(!client.run(&name, &script).0, "it says that it does not fit");
    assert_eq!(client.must(&name, shape), before);
    client.must("postgres", &format!("DROP DATABASE {name};"));
}

#[test]
fn a_script_for_mysql_does_what_the_new_schema_does() {
    let Some(mut args) = server("RUNSESS_MARIADB") else { return };
    args.insert(0, "--no-defaults".to_owned());
    args.push("-N".to_owned());
    let client = Client { program: "mariadb", args };
    let schema = format!(
        "CREATE TABLE turns (\n  id BIGINT AUTO_INCREMENT PRIMARY KEY,\n  run_id VARCHAR(40),\n  KEY by_id (id, run_id)\n) ENGINE=InnoDB;\n{PARTS}CREATE TRIGGER seen AFTER INSERT ON turns FOR EACH ROW INSERT INTO trail VALUES (NEW.run_id);\n"
    );
    let shape = "SELECT table_name, column_name, column_type, column_default FROM information_schema.columns WHERE table_schema = database() ORDER \
                 BY 1, 2; SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE table_schema = database() ORDER BY \
                 1, 2, 3; SELECT table_name, replace(view_definition, database(), '') FROM information_schema.views WHERE table_schema = \
                 database() ORDER BY 1; SELECT trigger_name, action_statement FROM information_schema.triggers WHERE trigger_schema = \
                 database();";
    tried(&client, "mysql", &schema, "github.com/go-sql-driver/mysql", shape);
}

/// A store with a schema, and its folder for state.
fn store(schema: &str, package: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("store");
    put(&root, "go.mod", &format!("module example.com/store\n\ngo 1.22\n\nrequire {package} v1.0.0\n"));
    put(&root, "save.go", &SAVE.replace('?', if package.contains("pgx") { "$1" } else { "?" }));
    put(&root, "schema.sql", schema);
    dir
}

/// Runs a command on a store with a server.
fn with_server(dir: &tempfile::TempDir, args: &[&str], url: &str) -> (Option<i32>, String, String) {
    let mut program = runsess(args);
    program.args(["--batch", "2", "--database-url", url]).arg(dir.path().join("store"));
    let output = program.env("XDG_STATE_HOME", dir.path().join("state")).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code(), out, err)
}

const APPLY: &[&str] = &["apply", "--allow-no-vcs", "--allow-dirty"];

/// The value behind an option of a client.
fn option<'a>(args: &'a [String], name: &str) -> &'a str {
    args.iter().position(|it| it == name).and_then(|at| args.get(at + 1)).map_or("", String::as_str)
}

#[test]
fn a_proof_runs_on_the_server_that_is_offered() {
    let Some(args) = server("RUNSESS_POSTGRES") else { return };
    let url =
        format!("postgres://{}@localhost:{}/?host={}", option(&args, "-U"), option(&args, "-p"), option(&args, "-h"));
    let package = "github.com/jackc/pgx/v5";
    let schema = format!(
        "CREATE TYPE mood AS ENUM ('calm', 'brisk');\nCREATE TABLE runs (id BIGSERIAL PRIMARY KEY);\nCREATE TABLE turns (\n  id BIGSERIAL PRIMARY KEY,\n  run_id \
         VARCHAR(40) NOT NULL DEFAULT lower('X'),\n  kind mood NOT NULL,\n  of BIGINT REFERENCES runs (id),\n  at TIMESTAMPTZ DEFAULT now(),\n  long INT\n);\n\
         {PARTS}CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.long := length(NEW.run_id);\n  RETURN NEW;\nEND $$;\nCREATE TRIGGER seen \
         BEFORE INSERT ON turns FOR EACH ROW EXECUTE FUNCTION note();\n"
    );
    let dir = store(&schema, package);
    let (code, out, err) = with_server(&dir, &["sql"], &url);
    assert!(code == Some(0) && out.contains("-- Run on PostgreSQL") && out.contains("2 rows kept"), "{out}{err}");
    assert!(!out.contains("NOT PROVED") && out.contains("-- The way back:"), "{out}");
    let (code, _, err) = with_server(&dir, APPLY, &url);
    assert_eq!(code, Some(0), "{err}");
    let now = std::fs::read_to_string(dir.path().join("store/schema.sql")).unwrap();
    assert!(now.contains("session_id") && now.contains("length(NEW.session_id)"), "{now}");
    // What the server says against it counts.
    let dir = store("CREATE TABLE turns (id BIGSERIAL, run_id NOSUCHTYPE);\n", package);
    let (code, _, err) = with_server(&dir, APPLY, &url);
    assert!(
        code == Some(1) && err.contains("the old schema does not run on PostgreSQL by itself: ERROR: type"),
        "{err}"
    );
    // Code of a schema reaches nothing but the databases of the proof.
    let mark = dir.path().join("mark");
    let hostile = format!(
        "CREATE TABLE turns (id BIGSERIAL, run_id TEXT);\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN COPY (SELECT 1) TO PROGRAM 'touch \
         {}'; RETURN NEW; END $$;\nCREATE TRIGGER t BEFORE INSERT ON turns FOR EACH ROW EXECUTE FUNCTION f();\n",
        mark.display()
    );
    std::fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let dir = store(&hostile, package);
    let (code, out, err) = with_server(&dir, &["sql"], &url);
    assert!(code == Some(0) && out.contains("0 rows kept"), "{out}{err}");
    assert!(!mark.exists());
    // All of it is gone.
    let mut args = args;
    args.extend(["-v", "ON_ERROR_STOP=1", "-q", "-At", "-d"].map(str::to_owned));
    let client = Client { program: "psql", args };
    let left = "SELECT datname FROM pg_database WHERE datname ~ '^runsess_[0-9a-f]{12}' UNION SELECT rolname FROM pg_roles WHERE rolname ~ '^runsess_'";
    assert_eq!(client.must("postgres", left), "");
}

#[test]
fn a_proof_runs_on_mariadb() {
    let Some(args) = server("RUNSESS_MARIADB") else { return };
    let url = format!("mariadb://{}@localhost/?socket={}", option(&args, "-u"), option(&args, "-S"));
    let package = "github.com/go-sql-driver/mysql";
    let schema = format!(
        "CREATE TABLE runs (id BIGINT AUTO_INCREMENT PRIMARY KEY);\nCREATE TABLE turns (\n  id BIGINT AUTO_INCREMENT PRIMARY KEY,\n  run_id VARCHAR(40),\n  kind \
         ENUM('calm', 'brisk') NOT NULL,\n  of BIGINT REFERENCES runs (id),\n  KEY by_id (id, run_id),\n  KEY (run_id)\n) ENGINE=InnoDB;\n{PARTS}CREATE TRIGGER seen AFTER \
         INSERT ON turns FOR EACH ROW INSERT INTO trail VALUES (NEW.run_id);\n"
    );
    let dir = store(&schema, package);
    let (code, out, err) = with_server(&dir, &["sql"], &url);
    assert!(
        code == Some(0)
            && out.contains("-- Run on MySQL")
            && out.contains("2 rows kept")
            && out.contains("1 renamed query"),
        "{out}{err}"
    );
    let (code, _, err) = with_server(&dir, APPLY, &url);
    assert_eq!(code, Some(0), "{err}");
    // The server knows what no reading of the text does.
    let dir = store(&schema.replace("VARCHAR(40)", "VARCHAR(99999)"), package);
    let (code, _, err) = with_server(&dir, APPLY, &url);
    assert!(code == Some(1) && err.contains("the old schema does not run on MySQL by itself: ERROR"), "{err}");
    let mut args = args;
    args.insert(0, "--no-defaults".to_owned());
    args.push("-N".to_owned());
    let client = Client { program: "mariadb", args };
    let left = "SELECT schema_name FROM information_schema.schemata WHERE schema_name REGEXP '^runsess_[0-9a-f]{12}' UNION SELECT user FROM mysql.user WHERE user REGEXP '^runsess_';";
    assert_eq!(client.must("mysql", left), "");
}

#[test]
fn a_server_on_another_machine_is_asked_only_by_name() {
    let dir = store("CREATE TABLE turns (id BIGSERIAL, run_id TEXT);\n", "github.com/jackc/pgx/v5");
    let (code, _, err) = with_server(&dir, &["sql"], "postgres://db.example.org/app");
    assert!(
        code == Some(2)
            && err.contains("`db.example.org` is another machine than this one; --remote-database allows that"),
        "{err}"
    );
    // One that is not there is no proof.
    let (code, out, err) = with_server(&dir, &["sql"], "postgres://127.0.0.1:1/app");
    assert!(code == Some(1) && out.contains("BY HAND") && err.contains("psql"), "{out}{err}");
}
