-- By which texts customers are found: each begins with what may be searched. Written where a customer is new or the register of one changes, and not by purchases.
CREATE TABLE customercapital.search_keys (
  holder_key bigint         NOT NULL,
  search_key varbinary(400) NOT NULL,
  holder_id  varbinary(512) NOT NULL,
  CONSTRAINT search_keys_pk PRIMARY KEY (holder_key, search_key)
);

CREATE INDEX search_keys_by_key ON customercapital.search_keys (search_key, holder_id);

-- Follow-ups that are not done, in the order in which they are due.
CREATE TABLE customercapital.open_follow_ups (
  holder_key   bigint         NOT NULL,
  due_at       datetime2(6)   NOT NULL,
  follow_up_id varbinary(512) NOT NULL,
  holder_id    varbinary(512) NOT NULL,
  CONSTRAINT open_follow_ups_pk PRIMARY KEY (holder_key, follow_up_id)
);

CREATE INDEX open_follow_ups_by_due_at ON customercapital.open_follow_ups (due_at, holder_id, follow_up_id);
