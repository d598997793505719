SELECT count(*) FROM customercapital.actors
