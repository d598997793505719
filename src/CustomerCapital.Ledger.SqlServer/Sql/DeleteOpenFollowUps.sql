-- Under the locks of the actors' rows.
DELETE f
FROM @followed_holders AS sent
JOIN customercapital.open_follow_ups AS f ON f.holder_key = sent.value
OPTION (LOOP JOIN, FORCE ORDER);
