SELECT attname::text FROM pg_attribute WHERE attrelid = 'actors'::regclass AND attnum > 0 AND NOT attisdropped
