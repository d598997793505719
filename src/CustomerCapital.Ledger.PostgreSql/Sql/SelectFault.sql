SELECT 'has the encoding ' || pg_encoding_to_char(encoding) || ', which does not hold every text; make one with ENCODING ''UTF8''.'
FROM pg_database
WHERE datname = current_database() AND pg_encoding_to_char(encoding) <> 'UTF8'
