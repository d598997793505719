-- In the order of sequences, so that the keys of one actor's entries follow its history.
INSERT INTO customercapital.entries ({columns})
SELECT {values}
FROM @entries AS sent
ORDER BY sent.sequence;
