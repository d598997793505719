UPDATE t SET {assignments}
FROM @rewritten AS sent
JOIN customercapital.entries AS t ON t.actor_key = sent.actor_key AND t.sequence = sent.sequence
OPTION (LOOP JOIN, FORCE ORDER);
