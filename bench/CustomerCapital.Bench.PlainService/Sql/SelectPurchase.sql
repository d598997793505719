SELECT 1 FROM purchases WHERE customer_id = $1 AND purchase_id = $2
