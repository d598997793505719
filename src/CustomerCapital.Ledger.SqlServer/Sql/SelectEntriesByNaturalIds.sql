-- Each id is looked up by itself, in the indexes made for it, whatever the statistics say of a ledger that grows faster than they do.
-- Sent are all entries of as many actors as their bodies' bytes allow, and one entry at least. "size" is that of an actor's and all before, "whole" whether
-- all of the actor's are sent, "found" how many there are of all.
SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, sized.kind, sized.actor_id,
  CAST(CASE WHEN sized.size <= @size_limit OR sized.size = sized.bytes THEN 1 ELSE 0 END AS bit) AS whole, sized.found
FROM (
  SELECT
    entry.entry_key, entry.kind, entry.actor_id, entry.bytes, SUM(entry.bytes) OVER (ORDER BY entry.kind, entry.actor_id) AS size,
    ROW_NUMBER() OVER (ORDER BY entry.kind, entry.actor_id) AS place, COUNT_BIG(*) OVER () AS found
  FROM (
    SELECT e.entry_key, DATALENGTH(e.body) AS bytes, wanted.kind, wanted.actor_id
    FROM @wanted AS wanted
    JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
    JOIN customercapital.entries AS e ON e.actor_key = a.actor_key AND e.natural_id = wanted.natural_id AND e.natural_id IS NOT NULL
    UNION ALL
    SELECT e.entry_key, DATALENGTH(e.body) AS bytes, wanted.kind, wanted.actor_id
    FROM @wanted AS wanted
    JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
    JOIN customercapital.entries AS e ON e.actor_key = a.actor_key AND e.concerns_id = wanted.natural_id AND e.concerns_id IS NOT NULL
  ) AS entry
) AS sized
JOIN customercapital.entries AS e ON e.entry_key = sized.entry_key
WHERE sized.size <= @size_limit OR sized.place = 1
OPTION (LOOP JOIN, FORCE ORDER);
