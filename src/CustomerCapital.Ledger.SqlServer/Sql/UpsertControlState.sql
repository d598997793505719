DECLARE @written TABLE (version bigint NOT NULL);
UPDATE customercapital.control_states SET version = version + 1, state = @state
OUTPUT inserted.version INTO @written
WHERE name = @name AND version = @expected_version;
INSERT INTO customercapital.control_states (name, version, state)
OUTPUT inserted.version INTO @written
SELECT @name, 1, @state
WHERE @expected_version = 0 AND NOT EXISTS (SELECT * FROM customercapital.control_states WHERE name = @name);
SELECT version FROM @written;
