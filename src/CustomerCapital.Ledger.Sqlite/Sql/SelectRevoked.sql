SELECT 1 FROM revoked_calls WHERE call = @call
