INSERT INTO control_states (name, version, state)
SELECT @name, @expected_version + 1, @state
WHERE @expected_version = (SELECT coalesce(max(version), 0) FROM control_states WHERE name = @name)
ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = excluded.state
RETURNING version
