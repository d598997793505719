SELECT coalesce(sum(uses), 0)::bigint FROM plain.vouchers WHERE (code = 'HOT') = $1
