-- After ShareFence, in a statement of its own: what a statement sees was fixed before it waited for a lock.
SELECT version FROM control_states WHERE name = @name
