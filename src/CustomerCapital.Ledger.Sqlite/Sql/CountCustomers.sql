SELECT count(*) FROM actors WHERE kind = 1 AND {segment}
