SELECT TOP (@limit) actor_id FROM customercapital.actors WHERE kind = @kind AND actor_id > @after ORDER BY actor_id
