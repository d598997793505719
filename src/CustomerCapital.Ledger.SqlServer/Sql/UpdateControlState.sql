UPDATE customercapital.control_states SET version = version + 1, state = @state WHERE name = @name AND version = @expected_version
