UPDATE o SET {assignments}
FROM @put_off AS sent
JOIN customercapital.outbox AS o ON o.message_id = sent.message_id;
