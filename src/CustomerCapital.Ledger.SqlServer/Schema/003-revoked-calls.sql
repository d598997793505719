-- Calls of which another copy was answered, for so long as a copy may still come: what they hold is not written any more.
CREATE TABLE customercapital.revoked_calls (
  call       uniqueidentifier NOT NULL CONSTRAINT revoked_calls_pk PRIMARY KEY,
  revoked_at datetime2(6)     NOT NULL
);

CREATE INDEX revoked_calls_by_revoked_at ON customercapital.revoked_calls (revoked_at);

CREATE TYPE customercapital.call_rows AS TABLE (call uniqueidentifier NOT NULL);
