UPDATE customers AS c SET {assignments}, look_at = CASE WHEN c.look_at <= sent.due_at THEN c.look_at ELSE sent.due_at END
FROM unnest({parameters}) AS sent ({sent})
WHERE c.customer_id = sent.customer_id AND c.version = sent.expected_version
RETURNING c.customer_id, c.customer_key
