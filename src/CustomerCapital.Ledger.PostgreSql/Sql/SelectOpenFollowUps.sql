SELECT due_at, holder_id, follow_up_id
FROM open_follow_ups
WHERE due_at <= @through AND (due_at, holder_id, follow_up_id) > (@after_due, @after_id, @after_follow_up)
ORDER BY due_at, holder_id, follow_up_id
LIMIT @limit
