-- Run to Session, batch 2: databases that exist already.
-- 2 databases: each part below is for one of them (--database NAME prints it alone).
-- Stop the old code, keep a copy of the file, run the part once (`sqlite3 -bail FILE < part.sql`), start the new code.

-- Database of chatd/pkg/middlewares/agentmode: agent_mode_changes
-- Declared in chatd/pkg/middlewares/agentmode/schema.sql, chatd/pkg/middlewares/agentmode/sqlite_store.go
-- Run on SQLite: 3 old schemas, 6 rows kept, then the new schema and 3 renamed queries
-- `apply` writes the same as steps into pkg/middlewares/agentmode/sqlite_store_renames.go, run at each start: chatd/pkg/middlewares/agentmode/sqlite_store.go:22
-- For SQLite: `AUTOINCREMENT` in chatd/pkg/middlewares/agentmode/schema.sql
-- For a database where this gives 1; any other one needs no script: SELECT count(*) FROM pragma_table_info('agent_mode_changes') WHERE name = 'run_id';
-- Without it the new code fails: no such column: session_id
BEGIN;
ALTER TABLE agent_mode_changes RENAME COLUMN run_id TO session_id;
DROP INDEX IF EXISTS idx_agent_mode_changes_run_id_at;
CREATE INDEX IF NOT EXISTS idx_agent_mode_changes_session_id_at
  ON agent_mode_changes(session_id, at);
COMMIT;
-- The way back:
--   BEGIN;
--   ALTER TABLE agent_mode_changes RENAME COLUMN session_id TO run_id;
--   DROP INDEX IF EXISTS idx_agent_mode_changes_session_id_at;
--   CREATE INDEX IF NOT EXISTS idx_agent_mode_changes_run_id_at
--     ON agent_mode_changes(run_id, at);
--   COMMIT;

-- Database of chatd/pkg/webchat: turns
-- Declared in chatd/pkg/webchat/turn_store_sqlite.go
-- Run on SQLite: 1 old schema, 2 rows kept, then the new schema and 1 renamed query
-- `apply` writes the same as steps into pkg/webchat/turn_store_sqlite_renames.go, run at each start: chatd/pkg/webchat/turn_store_sqlite.go:35
-- For SQLite: the name of chatd/pkg/webchat/turn_store_sqlite.go
-- For a database where this gives 1; any other one needs no script: SELECT count(*) FROM pragma_table_info('turns') WHERE name = 'run_id';
-- Without it the new code fails: no such column: session_id
BEGIN;
ALTER TABLE turns RENAME COLUMN run_id TO session_id;
DROP INDEX IF EXISTS turns_by_run;
CREATE INDEX IF NOT EXISTS turns_by_session ON turns(session_id, phase);
COMMIT;
-- The way back:
--   BEGIN;
--   ALTER TABLE turns RENAME COLUMN session_id TO run_id;
--   DROP INDEX IF EXISTS turns_by_session;
--   CREATE INDEX IF NOT EXISTS turns_by_run ON turns(run_id, phase);
--   COMMIT;
