-- LATERAL with OFFSET 0, as in SelectHistories: each actor of the page is looked up by itself, in the page's order, and its entries come as the primary key has them.
-- To sort them all again would take a quarter longer. An entry without either id changes no purchase.
SELECT a.actor_key, a.actor_id, a.rung, a.channel, e.occurred_at, e.natural_id, e.concerns_id, e.body
FROM (SELECT actor_key, actor_id, rung, channel FROM actors WHERE kind = 1 AND actor_key > @after ORDER BY actor_key LIMIT @limit) AS a
LEFT JOIN LATERAL (
  SELECT * FROM entries WHERE actor_key = a.actor_key AND (natural_id IS NOT NULL OR concerns_id IS NOT NULL) ORDER BY sequence OFFSET 0
) AS e ON true
