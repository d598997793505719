INSERT INTO customercapital.schema_scripts (name, sha256, applied_at) VALUES (@name, @sha256, @applied_at)
