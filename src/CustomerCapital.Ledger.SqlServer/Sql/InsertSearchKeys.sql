INSERT INTO customercapital.search_keys ({columns})
SELECT {values}
FROM @search_keys AS sent;
