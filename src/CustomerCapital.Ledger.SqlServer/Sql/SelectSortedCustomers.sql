-- No index has the order: everyone of the segment is read, and the first of them are kept.
SELECT TOP (@limit) {fields} FROM customercapital.actors WHERE kind = 1 AND {segment} ORDER BY {order}
