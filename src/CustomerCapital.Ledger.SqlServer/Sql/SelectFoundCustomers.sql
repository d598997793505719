-- Of a customer's keys that begin so, by the first. In the order of the index, so that no more is read than the page takes.
SELECT TOP (@limit) {fields}, k.search_key
FROM customercapital.search_keys AS k
JOIN customercapital.actors ON actors.actor_key = k.holder_key
WHERE k.search_key >= @after_key AND k.search_key < @end AND (k.search_key > @after_key OR k.holder_id > @after_id)
  AND NOT EXISTS (SELECT 1 FROM customercapital.search_keys AS earlier WHERE earlier.holder_key = k.holder_key AND earlier.search_key >= @prefix AND earlier.search_key < k.search_key)
  AND {segment}
ORDER BY k.search_key, k.holder_id
OPTION (LOOP JOIN, FORCE ORDER)
