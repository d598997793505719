SELECT state, version FROM customercapital.control_states WHERE name = @name
