SELECT state, version FROM control_states WHERE name = @name
