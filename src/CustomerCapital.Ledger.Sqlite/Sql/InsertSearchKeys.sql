INSERT INTO search_keys ({columns}) VALUES ({values})
