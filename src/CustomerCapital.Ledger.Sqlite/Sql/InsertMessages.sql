INSERT INTO outbox ({columns}) VALUES ({values})
