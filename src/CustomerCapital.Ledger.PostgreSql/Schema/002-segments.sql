-- What segments choose by and the rows did not hold. Of rows written before, it is read from the state, in which a field is left out while it has its default.
-- Of type json, not jsonb, which would refuse a state for a text in it. Indexes are not made for them: few segments choose by them alone.
ALTER TABLE customers
  ADD COLUMN enrolled            boolean,
  ADD COLUMN converted_referrals bigint,
  ADD COLUMN known_since         timestamptz;

UPDATE customers SET
  enrolled = coalesce((state::json ->> 'enrolled')::boolean, false),
  converted_referrals = coalesce((state::json ->> 'convertedReferrals')::bigint, 0),
  known_since = (state::json ->> 'knownSince')::timestamptz;

ALTER TABLE customers
  ALTER COLUMN enrolled SET NOT NULL,
  ALTER COLUMN converted_referrals SET NOT NULL,
  ALTER COLUMN known_since SET NOT NULL;
