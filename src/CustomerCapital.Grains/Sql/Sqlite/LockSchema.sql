-- The transaction has locked the file already.
SELECT 1
