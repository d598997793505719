INSERT INTO customercapital.messages (customer_id, command)
SELECT customer_id, command
FROM @messages
ORDER BY place;
