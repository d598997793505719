-- LATERAL with OFFSET 0: each id is looked up by itself, in the indexes made for it. A plain join leaves the planner free to read whole tables, or all
-- entries of each customer, as it does by guess while a ledger grows faster than its statistics.
-- Sent are all entries of as many customers as their bodies' bytes allow, and one entry at least. "size" is that of a customer's and all before, "whole" whether
-- all of the customer's are sent, "found" how many there are of all.
SELECT sequence, natural_id, concerns_id, content_hash, occurred_at, utc_offset, recorded_at, body, customer_id, size <= @size_limit OR size = octet_length(body) AS whole, found
FROM (
  SELECT
    entry.*, sum(octet_length(body)) OVER (ORDER BY customer_id COLLATE "C") AS size,
    row_number() OVER (ORDER BY customer_id COLLATE "C") AS place, count(*) OVER () AS found
  FROM (
    SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.customer_id
    FROM unnest(@customer_id, @natural_id) AS wanted (customer_id, natural_id)
    CROSS JOIN LATERAL (SELECT customer_key FROM customers WHERE customer_id = wanted.customer_id OFFSET 0) AS c
    CROSS JOIN LATERAL (SELECT * FROM entries WHERE customer_key = c.customer_key AND natural_id = wanted.natural_id OFFSET 0) AS e
    UNION ALL
    SELECT e.sequence, e.natural_id, e.concerns_id, e.content_hash, e.occurred_at, e.utc_offset, e.recorded_at, e.body, wanted.customer_id
    FROM unnest(@customer_id, @natural_id) AS wanted (customer_id, natural_id)
    CROSS JOIN LATERAL (SELECT customer_key FROM customers WHERE customer_id = wanted.customer_id OFFSET 0) AS c
    CROSS JOIN LATERAL (SELECT * FROM entries WHERE customer_key = c.customer_key AND concerns_id = wanted.natural_id OFFSET 0) AS e
  ) AS entry
) AS sized
WHERE size <= @size_limit OR place = 1
