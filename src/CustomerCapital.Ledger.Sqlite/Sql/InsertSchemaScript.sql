INSERT INTO schema_scripts (name, sha256, applied_at) VALUES (@name, @sha256, strftime('%Y-%m-%dT%H:%M:%fZ', @applied_at / 1000000.0, 'unixepoch'))
