UPDATE customers SET {assignments}
WHERE customer_id = @customer_id AND version = @expected_version
RETURNING customer_id, customer_key
