SELECT search_key, holder_id
FROM search_keys
WHERE (search_key, holder_id) > (@after_key, @after_id)
ORDER BY search_key, holder_id
LIMIT @limit
