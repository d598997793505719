INSERT INTO customercapital.control_states (name, version, state)
OUTPUT inserted.version
SELECT @name, 1, @state
WHERE NOT EXISTS (SELECT * FROM customercapital.control_states WHERE name = @name)
