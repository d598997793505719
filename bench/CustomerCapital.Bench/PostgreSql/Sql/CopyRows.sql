-- What the engine wrote since the last time, other than in the rows that the bare loop writes itself.
INSERT INTO bare.customers OVERRIDING SYSTEM VALUE SELECT * FROM customercapital.customers ON CONFLICT (customer_key) DO NOTHING;
INSERT INTO bare.entries OVERRIDING SYSTEM VALUE SELECT * FROM customercapital.entries WHERE entry_key > (SELECT coalesce(max(entry_key), 0) FROM bare.entries);
