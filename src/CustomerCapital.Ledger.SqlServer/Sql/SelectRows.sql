-- In one statement: what it finds is of one moment.
SELECT a.kind, a.actor_id, a.state, apart.name, apart.state, apart.look_at
FROM @actors AS wanted
JOIN customercapital.actors AS a ON a.kind = wanted.kind AND a.actor_id = wanted.actor_id
OUTER APPLY (
  SELECT p.name, p.state, CAST(NULL AS datetime2(6)) AS look_at FROM customercapital.parts AS p WHERE p.actor_key = a.actor_key
  UNION ALL
  SELECT d.what, NULL, d.look_at FROM customercapital.due AS d WHERE d.actor_key = a.actor_key
) AS apart
OPTION (LOOP JOIN, FORCE ORDER);
