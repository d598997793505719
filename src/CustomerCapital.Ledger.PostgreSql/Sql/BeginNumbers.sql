-- Numbers that were drawn since are beyond it already.
SELECT setval(drawn.sequence, greatest(@after, coalesce(pg_sequence_last_value(drawn.sequence), 0)))
FROM (
  VALUES (pg_get_serial_sequence('actors', 'actor_key')::regclass), (pg_get_serial_sequence('entries', 'entry_key')::regclass), (pg_get_serial_sequence('outbox', 'message_id')::regclass)
) AS drawn (sequence)
