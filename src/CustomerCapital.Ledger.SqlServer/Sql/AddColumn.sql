ALTER TABLE customercapital.customers ADD {column}
