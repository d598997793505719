-- After ShareFence, in a statement of its own: what a statement sees is fixed when it begins.
SELECT version FROM customercapital.control_states WHERE name = @fence_name;
