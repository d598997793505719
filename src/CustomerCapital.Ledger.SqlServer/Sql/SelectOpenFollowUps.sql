SELECT TOP (@limit) due_at, holder_id, follow_up_id
FROM customercapital.open_follow_ups
WHERE due_at <= @through AND due_at >= @after_due
  AND (due_at > @after_due OR holder_id > @after_id OR holder_id = @after_id AND follow_up_id > @after_follow_up)
ORDER BY due_at, holder_id, follow_up_id
