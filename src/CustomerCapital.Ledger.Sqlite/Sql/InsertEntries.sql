INSERT INTO entries ({columns}) VALUES ({values})
