SELECT count(*) FROM customercapital.customers WHERE due_at <= now()
