INSERT INTO entries
  (customer_key, sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body)
SELECT *
FROM unnest(@customer_key, @sequence, @natural_id, @concerns_id, @content_hash, @occurred_at, @utc_offset, @recorded_at, @body)
