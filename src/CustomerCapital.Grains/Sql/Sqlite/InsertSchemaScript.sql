INSERT INTO cluster_schema_scripts (name, sha256) VALUES (@name, @sha256)
