SELECT COUNT_BIG(*) FROM customercapital.customers WHERE {segment}
