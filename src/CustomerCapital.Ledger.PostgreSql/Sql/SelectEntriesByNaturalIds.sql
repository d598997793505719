-- LATERAL with OFFSET 0: each id is looked up by itself, in the indexes made for it. A plain join leaves the planner free to read whole tables, or all
-- entries of each actor, as it does by guess while a ledger grows faster than its statistics.
-- Sent are all entries of as many actors as their bodies' bytes allow, and one entry at least. "size" is that of an actor's and all before, "whole" whether
-- all of the actor's are sent, "found" how many there are of all.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body, kind, actor_id, size <= @size_limit OR size = octet_length(body) AS whole, found
FROM (
  SELECT
    entry.*, sum(octet_length(body)) OVER (ORDER BY kind, actor_id COLLATE "C") AS size,
    row_number() OVER (ORDER BY kind, actor_id COLLATE "C") AS place, count(*) OVER () AS found
  FROM (
    SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.kind, wanted.actor_id
    FROM unnest(@kind, @actor_id, @natural_id) AS wanted (kind, actor_id, natural_id)
    CROSS JOIN LATERAL (SELECT actor_key FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
    CROSS JOIN LATERAL (SELECT * FROM entries WHERE actor_key = a.actor_key AND natural_id = wanted.natural_id OFFSET 0) AS e
    UNION ALL
    SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.kind, wanted.actor_id
    FROM unnest(@kind, @actor_id, @natural_id) AS wanted (kind, actor_id, natural_id)
    CROSS JOIN LATERAL (SELECT actor_key FROM actors WHERE kind = wanted.kind AND actor_id = wanted.actor_id OFFSET 0) AS a
    CROSS JOIN LATERAL (SELECT * FROM entries WHERE actor_key = a.actor_key AND concerns_id = wanted.natural_id OFFSET 0) AS e
  ) AS entry
) AS sized
WHERE size <= @size_limit OR place = 1
