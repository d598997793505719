SELECT '', c.* FROM customercapital.customers c WHERE customer_key IN (SELECT customer_key FROM customercapital.entries WHERE entry_key > $1)
