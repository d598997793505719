-- CROSS JOIN would leave out who has no entry: the order is the planner's own, from the page of actors to their entries. An entry without either id changes no purchase.
SELECT a.actor_key, a.actor_id, a.rung, a.channel, e.occurred_at, e.natural_id, e.concerns_id, e.body
FROM (SELECT actor_key, actor_id, rung, channel FROM actors WHERE kind = 1 AND actor_key > @after ORDER BY actor_key LIMIT @limit) a
LEFT JOIN entries e ON e.actor_key = a.actor_key AND (e.natural_id IS NOT NULL OR e.concerns_id IS NOT NULL)
ORDER BY a.actor_key, e.sequence
