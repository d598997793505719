-- Of a customer's keys that begin so, by the first. In the order of the index, so that no more is read than the page takes.
SELECT {fields}, k.search_key
FROM search_keys AS k
JOIN actors ON actors.actor_key = k.holder_key
WHERE (k.search_key, k.holder_id) > (@after_key, @after_id) AND k.search_key < @end
  AND NOT EXISTS (SELECT 1 FROM search_keys AS earlier WHERE earlier.holder_key = k.holder_key AND earlier.search_key >= @prefix AND earlier.search_key < k.search_key OFFSET 0)
  AND {segment}
ORDER BY k.search_key, k.holder_id
LIMIT @limit
