-- After the lock of the fence, in a statement of its own: what a statement sees is fixed when it begins.
SELECT
  COALESCE((SELECT version FROM customercapital.control_states WHERE name = @fence), 0),
  COALESCE((SELECT version FROM customercapital.control_states WHERE name = @least_version), 0),
  COALESCE((SELECT version FROM customercapital.control_states WHERE name = @kept_bought), 0),
  COALESCE((SELECT version FROM customercapital.control_states WHERE name = @split), 0);
