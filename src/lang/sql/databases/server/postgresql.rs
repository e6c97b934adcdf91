//! What is asked of PostgreSQL.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::kind::Kind;

pub(super) struct Postgresql;

/// Everything in a database, a line each. What PostgreSQL calls by itself (constraints, their indexes, sequences) counts by what it does.
const SHAPE: &str = r"
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '''[^'']*''::regclass', '…', 'g'), '') || ' ' || a.attgenerated::text || a.attidentity::text
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)'
UNION ALL SELECT 'index ' || CASE WHEN k.oid IS NULL THEN regexp_replace(pg_get_indexdef(i.indexrelid), '\s+', ' ', 'g')
    ELSE regexp_replace(pg_get_indexdef(i.indexrelid), ' INDEX \S+ ON ', ' INDEX ON ') END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid WHERE n.nspname !~ '^(pg_|information_schema)'
UNION ALL SELECT 'view ' || c.relname || ' ' || regexp_replace(pg_get_viewdef(c.oid), '\s+', ' ', 'g')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^(pg_|information_schema)'
UNION ALL SELECT 'constraint on ' || k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.conrelid <> 0 AND n.nspname !~ '^(pg_|information_schema)'
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '') FROM pg_policies
UNION ALL SELECT 'function ' || p.proname || '(' || pg_get_function_arguments(p.oid) || ') ' || regexp_replace(coalesce(p.prosrc, ''), '\s+', ' ', 'g')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname !~ '^(pg_|information_schema)'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')";

/// Rows `$1` to `$2` for each table, again and again until the tables that others refer to have theirs. A table that takes no such row keeps none.
const FILL: &str = r"DO $runsess$
DECLARE t record; n int; kept bigint; names text; made text;
BEGIN
  FOR pass IN 1..4 LOOP
    FOR t IN SELECT c.oid, c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND s.nspname !~ '^(pg_|information_schema)' ORDER BY c.oid LOOP
      FOR n IN FROM_ROW..TO_ROW LOOP
        BEGIN
          EXECUTE format('SELECT count(*) FROM %s', t.name) INTO kept;
          CONTINUE WHEN kept >= n;
          SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), string_agg(CASE
              WHEN y.typcategory = 'N' THEN n::text
              WHEN y.typcategory = 'B' THEN 'true'
              WHEN y.typname = 'time' OR y.typname = 'timetz' THEN quote_literal('01:00:0' || n)
              WHEN y.typcategory = 'D' THEN quote_literal('2001-01-0' || n)
              WHEN y.typcategory = 'T' THEN quote_literal(n || ' days')
              WHEN y.typcategory = 'A' THEN quote_literal('{}')
              WHEN y.typcategory = 'I' THEN quote_literal('127.0.0.' || n)
              WHEN y.typcategory = 'E' THEN (SELECT quote_literal(e.enumlabel) FROM pg_enum e WHERE e.enumtypid = y.oid ORDER BY e.enumsortorder LIMIT 1)
              WHEN y.typname = 'uuid' THEN quote_literal('00000000-0000-0000-0000-00000000000' || n)
              WHEN y.typname IN ('json', 'jsonb') THEN quote_literal('{}')
              WHEN y.typname = 'bytea' THEN quote_literal('a' || n)
              WHEN y.typcategory = 'S' THEN quote_literal(n::text)
              ELSE 'NULL' END, ', ' ORDER BY a.attnum)
            INTO names, made
            FROM pg_attribute a JOIN pg_type x ON x.oid = a.atttypid JOIN pg_type y ON y.oid = CASE WHEN x.typtype = 'd' THEN x.typbasetype ELSE x.oid END
            WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
          EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', t.name, names, made);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
      END LOOP;
    END LOOP;
  END LOOP;
END $runsess$";

const TABLES: &str = "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace \
                      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND s.nspname !~ '^(pg_|information_schema)' ORDER BY 1";

impl Kind for Postgresql {
    fn user(&self, client: &Client, name: &str, password: &str) -> Result<Option<[Vec<String>; 2]>, String> {
        let asked = "SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
        let rows = client.must(&client.server.database, &[asked.to_owned()])?;
        if rows.trim() == "f" {
            return Ok(None);
        }
        let make =
            format!("CREATE ROLE {name} LOGIN PASSWORD '{password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION");
        // Who is no superuser gives databases away only to roles that it belongs to.
        let join = format!("GRANT {name} TO CURRENT_USER");
        Ok(Some([vec![make, join], vec![format!("DROP ROLE IF EXISTS {name}")]]))
    }

    fn create(&self, database: &str, owner: &str) -> String {
        format!(
            "CREATE DATABASE {database} OWNER \"{}\" TEMPLATE template0 ENCODING 'UTF8' CONNECTION LIMIT 4",
            owner.replace('"', "\"\"")
        )
    }

    fn drop(&self, database: &str) -> String {
        format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    }

    fn shape(&self, _: &str, _: &[&str]) -> Vec<String> {
        vec![SHAPE.trim().to_owned()]
    }

    fn fill(&self, client: &Client, database: &str, from: u32, to: u32) -> Result<(), String> {
        let fill = FILL.replace("FROM_ROW", &from.to_string()).replace("TO_ROW", &to.to_string());
        client.must(database, &[fill]).map(drop)
    }

    fn content(&self, client: &Client, database: &str, values: bool) -> Result<BTreeMap<String, String>, String> {
        let rows = client.must(database, &[TABLES.to_owned()])?;
        let tables: Vec<&str> = rows.lines().filter(|it| !it.is_empty()).collect();
        let held = if values { "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))" } else { "''" };
        let one = |table: &&str| format!("SELECT count(*) || ' ' || {held} FROM {table} t");
        let rows = client.must(database, &tables.iter().map(one).collect::<Vec<_>>())?;
        let name = |it: &str| it.rsplit('.').next().unwrap_or(it).trim_matches('"').to_owned();
        Ok(tables.iter().map(|it| name(it)).zip(rows.lines().map(str::to_owned)).collect())
    }

    fn understood(&self, client: &Client, database: &str, queries: &[&str]) -> Result<BTreeSet<usize>, String> {
        let prepare = |(at, query): (usize, &&str)| format!("PREPARE runsess_{at} AS {query}");
        let mut all: Vec<String> = queries.iter().enumerate().map(prepare).collect();
        all.push("SELECT 'prepared ' || name FROM pg_prepared_statements".to_owned());
        let said = client.all(database, &all)?;
        let names = said.rows.lines().filter_map(|it| it.strip_prefix("prepared runsess_"));
        Ok(names.filter_map(|it| it.parse().ok()).collect())
    }

    fn version(&self) -> &'static str {
        "SELECT current_setting('server_version')"
    }

    fn whole(&self, statements: &[String]) -> Vec<String> {
        let (begin, commit) = ("BEGIN".to_owned(), "COMMIT".to_owned());
        std::iter::once(begin).chain(statements.iter().cloned()).chain([commit]).collect()
    }
}
