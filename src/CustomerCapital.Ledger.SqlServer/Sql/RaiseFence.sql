-- Under LockFence, so that nobody else does. The version is the fence itself, and only ever grows.
UPDATE customercapital.control_states SET version = @version WHERE name = @name AND version < @version;
INSERT INTO customercapital.control_states (name, version, state)
SELECT @name, @version, N'{}'
WHERE NOT EXISTS (SELECT * FROM customercapital.control_states WHERE name = @name);
