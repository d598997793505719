UPDATE t SET {assignments}
FROM @letters AS sent
JOIN customercapital.dead_letters AS t ON t.message_id = sent.message_id
OPTION (LOOP JOIN, FORCE ORDER);
