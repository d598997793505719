ALTER TABLE customers ADD COLUMN {column}
