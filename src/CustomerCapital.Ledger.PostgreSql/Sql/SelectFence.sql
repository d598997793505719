-- After the lock of the fence, in a statement of its own: what a statement sees was fixed before it waited for a lock.
SELECT
  coalesce((SELECT version FROM control_states WHERE name = @fence), 0),
  coalesce((SELECT version FROM control_states WHERE name = @least_version), 0),
  coalesce((SELECT version FROM control_states WHERE name = @kept_bought), 0),
  coalesce((SELECT version FROM control_states WHERE name = @split), 0)
