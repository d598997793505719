SELECT TOP (@limit) search_key, holder_id
FROM customercapital.search_keys
WHERE search_key >= @after_key AND (search_key > @after_key OR holder_id > @after_id)
ORDER BY search_key, holder_id
