-- What segments choose by and the rows did not hold. Of rows written before, it is read from the state, in which a field is left out while it has its default.
-- Indexes are not made for them: a segment that names no rung reads the rows in the order of their ids.
ALTER TABLE customers ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN converted_referrals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN known_since INTEGER NOT NULL DEFAULT 0;

-- An instant of the state is 2026-01-15T12:00:00+00:00, or has up to six digits of the second after it.
WITH known (customer_key, since) AS (SELECT customer_key, json_extract(state, '$.knownSince') FROM customers)
UPDATE customers SET
  enrolled = coalesce(json_extract(state, '$.enrolled'), 0),
  converted_referrals = coalesce(json_extract(state, '$.convertedReferrals'), 0),
  known_since = unixepoch(substr(since, 1, 19)) * 1000000
    + CASE substr(since, 20, 1) WHEN '.' THEN cast(substr(substr(since, 21, instr(since, '+') - 21) || '000000', 1, 6) AS INTEGER) ELSE 0 END
FROM known
WHERE known.customer_key = customers.customer_key;
