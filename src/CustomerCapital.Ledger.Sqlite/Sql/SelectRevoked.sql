SELECT call FROM revoked_calls WHERE call = @call
