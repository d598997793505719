INSERT INTO messages (customer_id, command)
SELECT customer_id, command
FROM unnest(@customer_id, @command) WITH ORDINALITY AS new (customer_id, command, place)
ORDER BY place
