INSERT INTO messages (customer_id, command) VALUES (@customer_id, @command)
