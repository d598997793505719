INSERT INTO open_follow_ups ({columns}) VALUES ({values})
