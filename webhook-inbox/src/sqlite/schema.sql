CREATE TABLE webhook_inbox_schema (
  version INTEGER NOT NULL,
  oldest_reader INTEGER NOT NULL
) STRICT;

INSERT INTO webhook_inbox_schema VALUES (1, 1);

-- Types and ranges are checked, so that a person who edits rows cannot write what cannot be read.
-- A number is never used again, so that the token of a late run cannot fit another row.
-- The body stands last: reading what stands before it does not read its pages.
CREATE TABLE webhook_inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  grp BLOB NOT NULL,
  owner BLOB NOT NULL,
  event BLOB NOT NULL,
  id_kind INTEGER NOT NULL CHECK (id_kind BETWEEN 1 AND 5),
  delivery_id BLOB NOT NULL,
  -- Empty for the first delivery of an id, the digest for those in conflict with it.
  variant BLOB NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'dead', 'conflict', 'unknown')),
  class TEXT,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 4294967295),
  crashes INTEGER NOT NULL DEFAULT 0 CHECK (crashes BETWEEN 0 AND 4294967295),
  -- Of a waiting row when it is due, 0 for at once; of a running row the end of its lease. Times are microseconds since 1970.
  run_at INTEGER NOT NULL CHECK (run_at >= 0),
  token INTEGER NOT NULL DEFAULT 0,
  done_at INTEGER,
  last_error TEXT,
  duplicates INTEGER NOT NULL DEFAULT 0 CHECK (duplicates >= 0),
  revived INTEGER NOT NULL DEFAULT 0 CHECK (revived BETWEEN 0 AND 4294967295),
  revived_at INTEGER,
  replay_of INTEGER,
  -- How often a person asked for another run.
  replays INTEGER NOT NULL DEFAULT 0 CHECK (replays BETWEEN 0 AND 4294967295),
  -- When a person last asked for it. From then on it has time to find a program.
  replayed_at INTEGER,
  received_at INTEGER NOT NULL,
  item_index INTEGER NOT NULL CHECK (item_index BETWEEN 0 AND 4294967295),
  item_count INTEGER NOT NULL CHECK (item_count BETWEEN 0 AND 4294967295),
  key_id BLOB,
  trace BLOB,
  method BLOB NOT NULL,
  uri BLOB NOT NULL,
  headers BLOB NOT NULL,
  body BLOB,
  -- Else it would never be removed.
  CONSTRAINT an_ended_row_has_done_at CHECK (state IN ('queued', 'running') OR done_at IS NOT NULL)
) STRICT;

-- What a person paused. A group that was resumed stays, so that its rows get time before they strand.
CREATE TABLE webhook_inbox_paused (
  grp BLOB NOT NULL PRIMARY KEY,
  -- Null while the group is paused.
  resumed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX webhook_inbox_key ON webhook_inbox (grp, owner, event, id_kind, delivery_id, variant)
  WHERE replay_of IS NULL;
-- In two, so that those that wait for a time are found without a way through all that are due at once.
CREATE INDEX webhook_inbox_now ON webhook_inbox (grp, event) WHERE state = 'queued' AND run_at = 0;
CREATE INDEX webhook_inbox_later ON webhook_inbox (grp, event, run_at) WHERE state = 'queued' AND run_at <> 0;
CREATE INDEX webhook_inbox_leases ON webhook_inbox (run_at) WHERE state = 'running';
CREATE INDEX webhook_inbox_suspects ON webhook_inbox (run_at) WHERE state = 'queued' AND crashes >= 3;
CREATE INDEX webhook_inbox_ended ON webhook_inbox (state, done_at, grp) WHERE done_at IS NOT NULL;
-- Empty as a rule. It finds what is to be erased together.
CREATE INDEX webhook_inbox_replays ON webhook_inbox (replay_of) WHERE replay_of IS NOT NULL;
