-- {segment} as in SelectCustomers.
SELECT COUNT_BIG(*) FROM customercapital.customers WHERE {segment}
