DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', current_setting('search_path')); END $$
