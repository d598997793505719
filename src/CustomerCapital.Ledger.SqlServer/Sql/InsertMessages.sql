INSERT INTO customercapital.outbox ({columns})
SELECT {values}
FROM @messages AS sent
ORDER BY sent.place;
