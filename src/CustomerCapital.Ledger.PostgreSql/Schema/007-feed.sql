-- Entries have a number again, by which those of all actors are read in order. The index says only of each stretch of the table from which number to which it goes:
-- entries stand there in the order in which they are written. What has a fixed width comes first, so a new table.
CREATE TABLE entries_in_order (
  entry_key    bigint      GENERATED ALWAYS AS IDENTITY,
  actor_key    bigint      NOT NULL,
  sequence     bigint      NOT NULL,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  utc_offset   smallint    NOT NULL, -- of the caller, in minutes
  natural_id   text        COLLATE "C",
  concerns_id  text        COLLATE "C",
  content_hash text        COLLATE "C",
  body         text        NOT NULL
) WITH (parallel_workers = 0); -- Whoever reads entries reads a page: to start others for that takes longer than the page.

-- By when they were recorded; those of one actor in the order of its history, also where a clock was set back.
INSERT INTO entries_in_order (actor_key, sequence, occurred_at, recorded_at, utc_offset, natural_id, concerns_id, content_hash, body)
SELECT actor_key, sequence, occurred_at, recorded_at, utc_offset, natural_id, concerns_id, content_hash, body
FROM entries
ORDER BY max(recorded_at) OVER (PARTITION BY actor_key ORDER BY sequence), actor_key, sequence;

DROP TABLE entries;
ALTER TABLE entries_in_order RENAME TO entries;
ALTER SEQUENCE entries_in_order_entry_key_seq RENAME TO entries_entry_key_seq;
ALTER TABLE entries ADD PRIMARY KEY (actor_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON entries (actor_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON entries (actor_key, concerns_id) WHERE concerns_id IS NOT NULL;
CREATE INDEX entries_by_entry_key ON entries USING brin (entry_key) WITH (pages_per_range = 512, autosummarize = on);
