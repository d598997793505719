-- What the engine wrote since the last time, other than in the rows that the bare loop writes itself.
INSERT INTO bare.actors OVERRIDING SYSTEM VALUE SELECT * FROM customercapital.actors ON CONFLICT (actor_key) DO NOTHING;
INSERT INTO bare.entries OVERRIDING SYSTEM VALUE SELECT * FROM customercapital.entries ON CONFLICT (actor_key, sequence) DO NOTHING;
