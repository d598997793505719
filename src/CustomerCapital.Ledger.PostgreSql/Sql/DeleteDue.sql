DELETE FROM due AS d
USING unnest({parameters}) AS sent ({sent})
WHERE d.actor_key = sent.actor_key AND d.what = sent.what
