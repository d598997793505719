-- Under the locks of the actors' rows.
DELETE k
FROM @found_holders AS sent
JOIN customercapital.search_keys AS k ON k.holder_key = sent.value
OPTION (LOOP JOIN, FORCE ORDER);
