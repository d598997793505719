-- Keeps its row until the end of the transaction: of two moves the one that comes first has ended before the other goes on, and none comes after a later one.
INSERT INTO control_states (name, version, state) VALUES (@name, @move, '{}')
ON CONFLICT (name) DO UPDATE SET version = excluded.version WHERE control_states.version < excluded.version
RETURNING version
