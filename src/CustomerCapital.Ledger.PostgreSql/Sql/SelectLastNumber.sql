-- The last that was drawn: the index of numbers does not lead to the last entry.
SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM entries_entry_key_seq
