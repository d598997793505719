SELECT coalesce(max(entry_key), 0) FROM customercapital.entries
