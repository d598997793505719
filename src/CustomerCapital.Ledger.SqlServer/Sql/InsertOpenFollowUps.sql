INSERT INTO customercapital.open_follow_ups ({columns})
SELECT {values}
FROM @follow_ups AS sent;
