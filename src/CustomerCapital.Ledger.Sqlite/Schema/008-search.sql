-- By which texts customers are found: each begins with what may be searched. Written where a customer is new or the register of one changes, and not by purchases.
CREATE TABLE search_keys (
  holder_key INTEGER NOT NULL,
  search_key TEXT    NOT NULL,
  holder_id  TEXT    NOT NULL,
  PRIMARY KEY (holder_key, search_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX search_keys_by_key ON search_keys (search_key, holder_id);

-- Follow-ups that are not done, in the order in which they are due.
CREATE TABLE open_follow_ups (
  holder_key   INTEGER NOT NULL,
  follow_up_id TEXT    NOT NULL,
  due_at       INTEGER NOT NULL,
  holder_id    TEXT    NOT NULL,
  PRIMARY KEY (holder_key, follow_up_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX open_follow_ups_by_due_at ON open_follow_ups (due_at, holder_id, follow_up_id);
