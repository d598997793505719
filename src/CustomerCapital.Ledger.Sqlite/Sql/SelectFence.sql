-- Four rows at most, found by their key: what every write must look at.
SELECT
  coalesce((SELECT version FROM control_states WHERE name = @fence), 0),
  coalesce((SELECT version FROM control_states WHERE name = @least_version), 0),
  coalesce((SELECT version FROM control_states WHERE name = @kept_bought), 0),
  coalesce((SELECT version FROM control_states WHERE name = @split), 0)
