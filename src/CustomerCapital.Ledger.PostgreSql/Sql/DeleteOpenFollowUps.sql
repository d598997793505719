DELETE FROM open_follow_ups WHERE holder_key = ANY (@value)
