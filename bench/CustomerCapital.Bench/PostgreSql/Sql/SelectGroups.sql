-- Entries of one transaction were committed together.
SELECT xmin::text, * FROM customercapital.entries WHERE entry_key > $1 ORDER BY entry_key
