SELECT '', * FROM customercapital.counters
