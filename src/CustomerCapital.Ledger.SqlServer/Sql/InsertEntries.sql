INSERT INTO customercapital.entries ({columns})
SELECT {values}
FROM @entries AS sent;
