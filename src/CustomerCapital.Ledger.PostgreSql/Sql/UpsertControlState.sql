INSERT INTO control_states (name, version, state)
SELECT @name, @expected_version + 1, @state
WHERE @expected_version = 0 OR EXISTS (SELECT 1 FROM control_states WHERE name = @name)
ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = excluded.state
  WHERE control_states.version = @expected_version
RETURNING control_states.version
