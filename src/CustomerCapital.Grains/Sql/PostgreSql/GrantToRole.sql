-- What a process needs that serves: no right to change the schema.
SELECT format(
  'GRANT USAGE ON SCHEMA %1$I TO %2$I;'
  'GRANT SELECT ON %1$I.cluster_schema_scripts, %1$I.cluster_identity, %1$I.orleansquery TO %2$I;'
  'GRANT SELECT, INSERT, UPDATE, DELETE ON %1$I.orleansmembershipversiontable, %1$I.orleansmembershiptable, %1$I.orleansstorage, %1$I.orleansreminderstable TO %2$I',
  current_schema(), @role)
