-- With its indexes and what is stored out of line.
SELECT pg_total_relation_size($1::regclass)
