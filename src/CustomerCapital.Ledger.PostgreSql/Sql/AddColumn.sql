ALTER TABLE actors ADD COLUMN {column}
