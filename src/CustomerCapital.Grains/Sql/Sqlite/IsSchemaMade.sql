SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'cluster_schema_scripts')
