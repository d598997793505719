-- No index has the order: everyone of the segment is read, and the first of them are kept.
SELECT {fields} FROM actors NOT INDEXED WHERE kind = 1 AND {segment} ORDER BY {order} LIMIT @limit
