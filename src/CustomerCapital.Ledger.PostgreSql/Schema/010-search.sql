-- By which texts customers are found: each begins with what may be searched. Written where a customer is new or the register of one changes, and not by purchases.
CREATE TABLE search_keys (
  holder_key bigint NOT NULL,
  search_key text   COLLATE "C" NOT NULL,
  holder_id  text   COLLATE "C" NOT NULL,
  PRIMARY KEY (holder_key, search_key)
);

CREATE INDEX search_keys_by_key ON search_keys (search_key, holder_id);

-- Follow-ups that are not done, in the order in which they are due.
CREATE TABLE open_follow_ups (
  holder_key   bigint      NOT NULL,
  due_at       timestamptz NOT NULL,
  follow_up_id text        COLLATE "C" NOT NULL,
  holder_id    text        COLLATE "C" NOT NULL,
  PRIMARY KEY (holder_key, follow_up_id)
);

CREATE INDEX open_follow_ups_by_due_at ON open_follow_ups (due_at, holder_id, follow_up_id);
