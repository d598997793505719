DELETE FROM search_keys WHERE holder_key = ANY (@value)
