DELETE d
FROM @not_due AS sent
JOIN customercapital.due AS d ON d.actor_key = sent.actor_key AND d.what = sent.what
OPTION (LOOP JOIN, FORCE ORDER);
