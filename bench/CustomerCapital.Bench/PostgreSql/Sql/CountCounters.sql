SELECT count(*) FROM counters
