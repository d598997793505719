-- Numbers that were drawn since are beyond it already.
SELECT
  setval(pg_get_serial_sequence('actors', 'actor_key'), greatest(@after, (SELECT max(actor_key) FROM actors))),
  setval(pg_get_serial_sequence('entries', 'entry_key'), greatest(@after, (SELECT last_value FROM entries_entry_key_seq))),
  setval(pg_get_serial_sequence('outbox', 'message_id'), greatest(@after, (SELECT max(message_id) FROM outbox)))
