SELECT count(*) FROM customercapital.due WHERE look_at <= now()
