SELECT COUNT_BIG(*) FROM customercapital.actors WHERE kind = 1 AND {segment}
