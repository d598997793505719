SELECT TOP (@limit) {fields} FROM customercapital.customers WHERE customer_id > @after AND {segment} ORDER BY customer_id
