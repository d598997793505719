INSERT INTO messages ({columns}) VALUES ({values})
