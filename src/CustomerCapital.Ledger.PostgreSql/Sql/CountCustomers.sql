SELECT count(*) FROM customers WHERE {segment}
