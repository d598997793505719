SELECT '', a.* FROM customercapital.actors a WHERE actor_key IN (SELECT actor_key FROM customercapital.entries WHERE xmin::text::bigint > $1)
