-- What a process needs that serves: no right to change the schema, and none to change or remove what happened.
SELECT format(
  'GRANT USAGE ON SCHEMA %1$I TO %2$I;'
  'GRANT SELECT ON %1$I.schema_scripts TO %2$I;'
  'GRANT SELECT, INSERT ON %1$I.entries TO %2$I;'
  'GRANT UPDATE (natural_id, concerns_id, content_hash, body) ON %1$I.entries TO %2$I;'
  'GRANT SELECT ON SEQUENCE %1$I.entries_entry_key_seq TO %2$I;'
  'GRANT SELECT, INSERT, UPDATE ON %1$I.actors, %1$I.counters, %1$I.pieces, %1$I.scores, %1$I.control_states TO %2$I;'
  'GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I.parts, %1$I.due, %1$I.outbox, %1$I.dead_letters, %1$I.revoked_calls, %1$I.search_keys, %1$I.open_follow_ups TO %2$I',
  current_setting('search_path'), @role)
