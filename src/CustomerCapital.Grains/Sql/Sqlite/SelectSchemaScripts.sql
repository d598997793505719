SELECT name, sha256 FROM cluster_schema_scripts
