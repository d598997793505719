UPDATE customercapital.control_states SET version = version + 1, state = @state
OUTPUT inserted.version
WHERE name = @name AND version = @expected_version
