INSERT INTO customercapital.messages ({columns})
SELECT {values}
FROM @messages AS sent
ORDER BY sent.place;
