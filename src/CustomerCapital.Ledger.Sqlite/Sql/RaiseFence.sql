-- The version is the fence itself, and only ever grows.
INSERT INTO control_states (name, version, state) VALUES (@name, @version, '{}')
ON CONFLICT (name) DO UPDATE SET version = excluded.version WHERE control_states.version < excluded.version
