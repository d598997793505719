SELECT name, sha256 FROM customercapital.schema_scripts
