SELECT version FROM control_states WHERE name = @name
