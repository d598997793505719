-- Entries of one transaction were committed together, and stand in the order in which they were written.
SELECT xmin::text, * FROM customercapital.entries WHERE xmin::text::bigint > $1 ORDER BY ctid
