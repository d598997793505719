-- Calls of which another copy was answered, for so long as a copy may still come: what they hold is not written any more.
CREATE TABLE revoked_calls (
  call       TEXT    PRIMARY KEY,
  revoked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX revoked_calls_by_revoked_at ON revoked_calls (revoked_at);
