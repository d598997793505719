SELECT COALESCE(MAX(entry_key), 0) FROM entries
