-- LOOP JOIN: that a customer exists is looked up by key, one by one, and not by reading all of them.
INSERT INTO customercapital.entries
  (customer_key, sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body)
SELECT customer_key, sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body
FROM @entries
OPTION (LOOP JOIN);
