-- All. Not by TRUNCATE: whoever reads as of an earlier moment still sees them.
DELETE FROM customercapital.pieces;
