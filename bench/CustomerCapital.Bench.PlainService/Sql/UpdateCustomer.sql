UPDATE customers SET rung = $2, state = $3 WHERE customer_id = $1
