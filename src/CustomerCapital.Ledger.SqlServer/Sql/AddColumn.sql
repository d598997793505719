ALTER TABLE customercapital.actors ADD {column}
