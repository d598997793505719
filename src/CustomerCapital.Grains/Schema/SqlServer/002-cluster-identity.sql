-- Which cluster's tables these are: processes over another database on the same machine must not take each other for members, even where one
-- has the port that a member of the other had before it died.
CREATE TABLE cluster_identity (id uniqueidentifier NOT NULL);
INSERT INTO cluster_identity (id) VALUES (NEWID());
