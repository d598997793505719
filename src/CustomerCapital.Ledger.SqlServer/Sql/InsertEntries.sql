-- LOOP JOIN: that a customer exists is looked up by key, one by one, and not by reading all of them.
INSERT INTO customercapital.entries ({columns})
SELECT {values}
FROM @entries AS sent
OPTION (LOOP JOIN);
