BEGIN TRANSACTION;
CREATE TABLE control_states (
  name    TEXT    PRIMARY KEY,
  version INTEGER NOT NULL,
  state   TEXT    NOT NULL
) STRICT;
INSERT INTO "control_states" VALUES('policy',2,'{"version":2,"timeZone":"Europe/Berlin","currency":"EUR","activityWindowMonths":3,"marginRate":1,"lapse":{"afterDays":180,"stepDown":1},"member":{"orders":4,"withinDays":365},"advocate":{"nps":9,"review":4,"referrals":1,"withinDays":365},"ravingFan":{"referrals":3,"withinDays":365}}');
INSERT INTO "control_states" VALUES('policy-review',1,'{"Rules":{"Lapse":{"AfterDays":180,"StepDown":1},"Member":{"Orders":4,"WithinDays":365},"Advocate":{"Nps":9,"Review":4,"Referrals":1,"WithinDays":365},"RavingFan":{"Referrals":3,"WithinDays":365}},"After":null,"Done":true,"PolicyVersion":2,"Left":[]}');
CREATE TABLE counters (
  kind             INTEGER NOT NULL,
  a                INTEGER NOT NULL,
  b                INTEGER NOT NULL,
  name             TEXT    NOT NULL,
  customers        INTEGER NOT NULL,
  orders           INTEGER NOT NULL,
  revenue          INTEGER NOT NULL,
  acquisition_cost INTEGER NOT NULL,
  PRIMARY KEY (kind, a, b, name)
) STRICT, WITHOUT ROWID;
INSERT INTO "counters" VALUES(1,24300,24300,'',1,1,50000,0);
INSERT INTO "counters" VALUES(1,24300,24301,'',1,1,134138,0);
INSERT INTO "counters" VALUES(1,24300,24302,'',0,0,-7500,0);
INSERT INTO "counters" VALUES(1,24301,24301,'',0,0,0,0);
INSERT INTO "counters" VALUES(1,24301,24302,'',0,0,0,0);
INSERT INTO "counters" VALUES(1,24302,24302,'',1,1,1000000,0);
INSERT INTO "counters" VALUES(1,24302,24311,'',1,1,100000,0);
INSERT INTO "counters" VALUES(1,24321,24321,'',1,1,12345,0);
INSERT INTO "counters" VALUES(2,24300,24301,'',1,0,0,0);
INSERT INTO "counters" VALUES(2,24301,24302,'',0,0,0,0);
INSERT INTO "counters" VALUES(2,24301,2147483647,'',1,0,0,0);
INSERT INTO "counters" VALUES(2,24302,24311,'',1,0,0,0);
INSERT INTO "counters" VALUES(2,24302,2147483647,'',0,0,0,0);
INSERT INTO "counters" VALUES(2,24311,2147483647,'',1,0,0,0);
INSERT INTO "counters" VALUES(2,24321,2147483647,'',1,0,0,0);
INSERT INTO "counters" VALUES(3,24301,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(3,24302,0,'',0,0,0,0);
INSERT INTO "counters" VALUES(3,24311,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(4,24300,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(4,24302,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(4,24304,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(4,24321,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(5,1,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(5,2,0,'',0,0,0,0);
INSERT INTO "counters" VALUES(5,3,0,'',1,1,12345,0);
INSERT INTO "counters" VALUES(5,3,1,'',1,2,1100000,0);
INSERT INTO "counters" VALUES(5,4,1,'',1,2,176638,125000);
INSERT INTO "counters" VALUES(6,3,24300,'',0,0,0,0);
INSERT INTO "counters" VALUES(6,3,24301,'',0,0,0,0);
INSERT INTO "counters" VALUES(6,3,24302,'',0,0,1000000,0);
INSERT INTO "counters" VALUES(6,3,24311,'',0,0,100000,0);
INSERT INTO "counters" VALUES(6,3,24321,'',0,0,12345,0);
INSERT INTO "counters" VALUES(6,4,24300,'',0,0,50000,0);
INSERT INTO "counters" VALUES(6,4,24301,'',0,0,134138,0);
INSERT INTO "counters" VALUES(6,4,24302,'',0,0,-7500,0);
INSERT INTO "counters" VALUES(7,0,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(7,1,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(7,2,0,'',2,0,0,0);
INSERT INTO "counters" VALUES(7,3,0,'',0,0,0,0);
INSERT INTO "counters" VALUES(8,0,0,'',2,1,12345,0);
INSERT INTO "counters" VALUES(8,0,0,'friend',1,2,1100000,0);
INSERT INTO "counters" VALUES(8,0,0,'web',1,2,176638,125000);
INSERT INTO "counters" VALUES(9,0,0,'',1,0,0,0);
INSERT INTO "counters" VALUES(9,0,0,'friend',1,0,0,0);
INSERT INTO "counters" VALUES(9,0,0,'web',1,0,0,0);
CREATE TABLE customers (
  customer_key     INTEGER PRIMARY KEY,
  customer_id      TEXT    NOT NULL UNIQUE,
  version          INTEGER NOT NULL,
  state            TEXT    NOT NULL,
  rung             INTEGER NOT NULL,
  lapsed           INTEGER NOT NULL,
  channel          TEXT,
  orders           INTEGER NOT NULL,
  revenue          INTEGER NOT NULL,
  acquisition_cost INTEGER NOT NULL,
  first_order_at   INTEGER,
  last_order_at    INTEGER,
  due_at           INTEGER
, enrolled INTEGER NOT NULL DEFAULT 0, converted_referrals INTEGER NOT NULL DEFAULT 0, known_since INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "customers" VALUES(1,'cyd',1,'{"customerId":"cyd","sequence":1,"asOf":"2025-05-01T10:00:00+00:00","knownSince":"2025-05-01T10:00:00+00:00","standing":{"rung":"in_target_market"}}',1,0,NULL,0,0,0,NULL,NULL,NULL,0,0,1746093600000000);
INSERT INTO "customers" VALUES(2,'ada',25,'{"customerId":"ada","sequence":25,"asOf":"2026-03-20T04:30:00+00:00","knownSince":"2025-01-03T08:00:00+00:00","standing":{"rung":"customer","lapsed":true},"profile":{"name":"Ada Byron","email":"ada@example.org","language":"en","birthDate":"1990-12-10","consents":{"email":true}},"registeredAt":"2025-01-03T08:00:00+00:00","registeredChannel":"web","earliestChannel":{"channel":"web","at":"2025-01-20T10:00:00+00:00"},"acquisitionCost":"12.50","orders":2,"revenue":"17.6638","activity":[24300,1,50000,24301,1,134138,24302,0,-7500],"firstOrderAt":"2025-01-20T10:00:00+00:00","latestOrders":[1738404000000000,1737367200000000],"interestShown":true,"enrolled":true,"enrolmentAt":"2025-03-07T10:00:00+00:00","opinions":{"nps":{"10":"2025-03-08T10:00:00+00:00"},"reviews":{"5":"2025-03-08T10:00:00+00:00"}},"referrals":1,"convertedReferrals":1,"latestConversions":[1742445000000000],"openFollowUps":[{"followUpId":"u1","kind":"letter","dueAt":"2025-04-09T10:00:00+00:00","purchaseId":"p1","note":"How was it?"}]}',4,1,'web',2,176638,125000,1737367200000000,1738404000000000,NULL,1,1,1735891200000000);
INSERT INTO "customers" VALUES(3,'dörte 🦁',2,'{"customerId":"dörte \uD83E\uDD81","sequence":2,"asOf":"2026-10-01T10:00:00+00:00","knownSince":"2026-10-01T10:00:00+00:00","standing":{"rung":"buyer"},"orders":1,"revenue":"1.2345","activity":[24321,1,12345],"firstOrderAt":"2026-10-01T10:00:00+00:00","latestOrders":[1790848800000000]}',3,0,NULL,1,12345,0,1790848800000000,1790848800000000,1806400800000000,0,0,1790848800000000);
INSERT INTO "customers" VALUES(4,'bob',8,'{"customerId":"bob","sequence":8,"asOf":"2026-06-18T09:00:00+00:00","knownSince":"2025-03-09T10:00:00+00:00","standing":{"rung":"buyer","lapsed":true},"earliestChannel":{"channel":"friend","at":"2025-03-20T04:30:00+00:00"},"orders":2,"revenue":"110.00","activity":[24302,1,1000000,24311,1,100000],"firstOrderAt":"2025-03-20T04:30:00+00:00","latestOrders":[1766224800000000,1742445000000000],"broughtBy":{"customerId":"ada","at":"2025-03-09T10:00:00+00:00","changes":1,"convertedAt":"2025-03-20T04:30:00+00:00"}}',3,1,'friend',2,1100000,0,1742445000000000,1766224800000000,NULL,0,0,1741514400000000);
CREATE TABLE entries (
  entry_key    INTEGER PRIMARY KEY,
  customer_key INTEGER NOT NULL REFERENCES customers (customer_key),
  sequence     INTEGER NOT NULL,
  natural_id   TEXT,
  concerns_id  TEXT,
  content_hash TEXT,
  occurred_at  INTEGER NOT NULL,
  utc_offset   INTEGER NOT NULL, -- of the caller, in minutes
  recorded_at  INTEGER NOT NULL,
  body         TEXT    NOT NULL
) STRICT;
INSERT INTO "entries" VALUES(1,1,1,'interaction:i1',NULL,'685ae62194b5af7080374c97c2629863',1746093600000000,0,1795870079127073,'{"event":{"type":"interaction_recorded","interactionId":"i1","kind":"complaint","positive":false},"after":{"rung":"in_target_market","lapsed":false,"orders":0,"revenue":"0.00","historicValue":"0.00"}}');
INSERT INTO "entries" VALUES(2,2,1,NULL,NULL,NULL,1735891200000000,60,1795870079127801,'{"event":{"type":"customer_registered","profile":{"name":"Ada Byron","email":"ada@example.org","language":"en","birthDate":"1990-12-10","consents":{"email":true,"phone":false,"post":false}},"acquisitionChannel":"web","acquisitionCost":"12.50"},"after":{"rung":"in_target_market","lapsed":false,"orders":0,"revenue":"0.00","historicValue":"-12.50"}}');
INSERT INTO "entries" VALUES(3,3,1,'purchase:1',NULL,'aecdb1058e0f1c85337b787bc0905b5e',1790848800000000,0,1795870079127793,'{"event":{"type":"purchase_recorded","purchaseId":"1","amount":"1.2345"},"after":{"rung":"buyer","lapsed":false,"orders":1,"revenue":"1.2345","historicValue":"1.2345"}}');
INSERT INTO "entries" VALUES(4,3,2,NULL,NULL,NULL,1790848800000000,0,1795870079127793,'{"event":{"type":"standing_changed","from":{"rung":"in_target_market","lapsed":false},"to":{"rung":"buyer","lapsed":false},"reason":"first_purchase","evidence":["purchase:1"]}}');
INSERT INTO "entries" VALUES(5,4,1,'purchase:p1',NULL,'ea7e4d2f62f7e303b580024b28705ce5',1742445000000000,330,1795870079220729,'{"event":{"type":"purchase_recorded","purchaseId":"p1","amount":"100.00","channel":"friend"},"after":{"rung":"buyer","lapsed":false,"orders":1,"revenue":"100.00","historicValue":"100.00"}}');
INSERT INTO "entries" VALUES(6,4,2,NULL,NULL,NULL,1742445000000000,0,1795870079220729,'{"event":{"type":"standing_changed","from":{"rung":"in_target_market","lapsed":false},"to":{"rung":"buyer","lapsed":false},"reason":"first_purchase","evidence":["purchase:p1"]}}');
INSERT INTO "entries" VALUES(7,4,3,NULL,NULL,NULL,1757993400000000,0,1795870079220729,'{"event":{"type":"standing_changed","from":{"rung":"buyer","lapsed":false},"to":{"rung":"buyer","lapsed":true},"reason":"lapsed","evidence":["last order at 2025-03-20T04:30:00.0000000+00:00"]}}');
INSERT INTO "entries" VALUES(8,4,4,'purchase:p2',NULL,'4031c37de021df1bc755bc31ecf6ccd1',1766224800000000,0,1795870079220729,'{"event":{"type":"purchase_recorded","purchaseId":"p2","amount":"10.00"},"after":{"rung":"customer","lapsed":false,"orders":2,"revenue":"110.00","historicValue":"110.00"}}');
INSERT INTO "entries" VALUES(9,4,5,NULL,NULL,NULL,1766224800000000,0,1795870079220729,'{"event":{"type":"standing_changed","from":{"rung":"buyer","lapsed":true},"to":{"rung":"customer","lapsed":false},"reason":"purchase_after_lapse","evidence":["purchase:p2"]}}');
INSERT INTO "entries" VALUES(10,4,6,NULL,NULL,NULL,1781773200000000,0,1795870079220729,'{"event":{"type":"standing_changed","from":{"rung":"customer","lapsed":false},"to":{"rung":"buyer","lapsed":true},"reason":"lapsed","evidence":["last order at 2025-12-20T10:00:00.0000000+00:00"]}}');
INSERT INTO "entries" VALUES(11,2,2,'interaction:i1',NULL,'c2f430844729af4f136089e12265d9a8',1735984800000000,0,1795870079240792,'{"event":{"type":"interaction_recorded","interactionId":"i1","kind":"inquiry","positive":false,"channel":"phone","note":"Opening hours?"},"after":{"rung":"prospect","lapsed":false,"orders":0,"revenue":"0.00","historicValue":"-12.50"}}');
INSERT INTO "entries" VALUES(12,2,3,NULL,NULL,NULL,1735984800000000,0,1795870079240792,'{"event":{"type":"standing_changed","from":{"rung":"in_target_market","lapsed":false},"to":{"rung":"prospect","lapsed":false},"reason":"interest_shown","evidence":["interaction:i1"]}}');
INSERT INTO "entries" VALUES(13,2,4,'purchase:p1',NULL,'43e02968aeb10c0eaa698b51c14882e7',1738404000000000,0,1795870079255514,'{"event":{"type":"purchase_recorded","purchaseId":"p1","amount":"22.0375","channel":"store-7","lines":[{"sku":"tea","category":"drinks","quantity":2.5,"unitPrice":"9.215","paid":"21.5593"},{"sku":"cup","quantity":1,"unitPrice":"0.50","paid":"0.4782"}]},"after":{"rung":"buyer","lapsed":false,"orders":1,"revenue":"22.0375","historicValue":"9.5375"}}');
INSERT INTO "entries" VALUES(14,2,5,NULL,NULL,NULL,1738404000000000,0,1795870079255514,'{"event":{"type":"standing_changed","from":{"rung":"prospect","lapsed":false},"to":{"rung":"buyer","lapsed":false},"reason":"first_purchase","evidence":["purchase:p1"]}}');
INSERT INTO "entries" VALUES(15,2,6,NULL,NULL,NULL,1753952400000000,0,1795870079255514,'{"event":{"type":"standing_changed","from":{"rung":"buyer","lapsed":false},"to":{"rung":"buyer","lapsed":true},"reason":"lapsed","evidence":["last order at 2025-02-01T10:00:00.0000000+00:00"]}}');
INSERT INTO "entries" VALUES(16,2,7,'purchase:p2',NULL,'24bd122966839195d4181898fd2157d7',1740823200000000,0,1795870079257155,'{"event":{"type":"purchase_recorded","purchaseId":"p2","amount":"20.00"},"after":{"rung":"customer","lapsed":false,"orders":2,"revenue":"42.0375","historicValue":"29.5375"}}');
INSERT INTO "entries" VALUES(17,2,8,NULL,NULL,NULL,1753952400000000,0,1795870079257155,'{"event":{"type":"standing_changed","from":{"rung":"buyer","lapsed":true},"to":{"rung":"customer","lapsed":false},"reason":"purchase_after_lapse","evidence":["purchase:p2"]}}');
INSERT INTO "entries" VALUES(18,2,9,NULL,NULL,NULL,1756371600000000,0,1795870079257155,'{"event":{"type":"standing_changed","from":{"rung":"customer","lapsed":false},"to":{"rung":"buyer","lapsed":true},"reason":"lapsed","evidence":["last order at 2025-03-01T10:00:00.0000000+00:00"]}}');
INSERT INTO "entries" VALUES(19,2,10,'purchase:p3',NULL,'506ffd871c270e1e792e55005e613839',1737367200000000,0,1795870079258045,'{"event":{"type":"purchase_recorded","purchaseId":"p3","amount":"5.00","channel":"web"},"after":{"rung":"buyer","lapsed":true,"orders":3,"revenue":"47.0375","historicValue":"34.5375"}}');
INSERT INTO "entries" VALUES(20,2,11,'return:r1','purchase:p1','75e9641ab8f7c586eff76df7f0614cfe',1738576800000000,0,1795870079267072,'{"event":{"type":"return_recorded","returnId":"r1","purchaseId":"p1","amount":"8.6237","lines":[{"line":1,"sku":"tea","quantity":1,"amount":"8.6237"}],"reason":"Too bitter.","purchasedAt":"2025-02-01T10:00:00+00:00","whole":false},"after":{"rung":"buyer","lapsed":true,"orders":3,"revenue":"38.4138","historicValue":"25.9138"}}');
INSERT INTO "entries" VALUES(21,2,12,'return:r2','purchase:p2','9114855759fabaa98b6497306fe3fbea',1741168800000000,0,1795870079278996,'{"event":{"type":"return_recorded","returnId":"r2","purchaseId":"p2","amount":"20.00","purchasedAt":"2025-03-01T10:00:00+00:00","whole":true},"after":{"rung":"buyer","lapsed":true,"orders":2,"revenue":"18.4138","historicValue":"5.9138"}}');
INSERT INTO "entries" VALUES(22,2,13,'return:r3',NULL,'9ff099d577e9660de9feb73cf632f3d0',1741255200000000,0,1795870079283354,'{"event":{"type":"return_recorded","returnId":"r3","amount":"0.75","whole":false},"after":{"rung":"buyer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(23,2,14,'enrolment:e1',NULL,'49b8178e296c680630838a30d68b228d',1741341600000000,0,1795870079286433,'{"event":{"type":"enrolment_changed","enrolled":true},"after":{"rung":"customer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(24,2,15,NULL,NULL,NULL,1756371600000000,0,1795870079286433,'{"event":{"type":"standing_changed","from":{"rung":"buyer","lapsed":true},"to":{"rung":"customer","lapsed":true},"reason":"enrolled","evidence":["enrolment:e1"]}}');
INSERT INTO "entries" VALUES(25,2,16,'feedback:f1',NULL,'3433d0dfae7256dbfa043aa4c8df53bf',1741428000000000,0,1795870079290417,'{"event":{"type":"feedback_given","feedbackId":"f1","nps":10,"review":5,"comment":"Wonderful."},"after":{"rung":"member","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(26,2,17,NULL,NULL,NULL,1756371600000000,0,1795870079290417,'{"event":{"type":"standing_changed","from":{"rung":"customer","lapsed":true},"to":{"rung":"member","lapsed":true},"reason":"positive_opinion","evidence":["feedback:f1"]}}');
INSERT INTO "entries" VALUES(27,2,18,NULL,NULL,NULL,1772964000000000,0,1795870079290417,'{"event":{"type":"standing_changed","from":{"rung":"member","lapsed":true},"to":{"rung":"customer","lapsed":true},"reason":"evidence_expired","evidence":[]}}');
INSERT INTO "entries" VALUES(28,4,7,'referral_accepted:ada:m1',NULL,'872ffb223f997b2c500898590fd23553',1741514400000000,0,1795870079302066,'{"event":{"type":"referral_accepted","referralId":"m1","referrerId":"ada"},"after":{"rung":"buyer","lapsed":true,"orders":2,"revenue":"110.00","historicValue":"110.00"}}');
INSERT INTO "entries" VALUES(29,4,8,NULL,NULL,NULL,1741514400000000,0,1795870079302066,'{"event":{"type":"referral_conversion_changed","referrerId":"ada","change":1,"convertedAt":"2025-03-20T04:30:00+00:00"}}');
INSERT INTO "entries" VALUES(30,2,19,'referral:m1',NULL,'b42ee22db73e0340d6ecae77bec54daa',1741514400000000,0,1795870079306686,'{"event":{"type":"referral_made","referralId":"m1","referredCustomerId":"bob"},"after":{"rung":"customer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(31,2,20,'follow_up:u1',NULL,'3e671ec5f3c0988eb524927afca46324',1741514400000000,0,1795870079310295,'{"event":{"type":"follow_up_scheduled","followUpId":"u1","kind":"letter","dueAt":"2025-04-09T10:00:00+00:00","purchaseId":"p1","note":"How was it?"},"after":{"rung":"customer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(32,2,21,'follow_up:u2',NULL,'282b384f149cd463380edbc4260d6e31',1741514400000000,0,1795870079314895,'{"event":{"type":"follow_up_scheduled","followUpId":"u2","kind":"call","dueAt":"2025-04-19T10:00:00+00:00"},"after":{"rung":"customer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(33,2,22,'follow_up_done:u2',NULL,'71a466360507b918eb8e53a0b9a19f25',1742378400000000,0,1795870079316152,'{"event":{"type":"follow_up_done","followUpId":"u2","result":"Pleased."},"after":{"rung":"customer","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(34,2,23,'referral_conversion:1:bob',NULL,'85a0e7847f1820b815a83094642030f7',1741514400000000,0,1795870079328535,'{"event":{"type":"conversion_counted","referredCustomerId":"bob","converted":true,"convertedAt":"2025-03-20T04:30:00+00:00"},"after":{"rung":"member","lapsed":true,"orders":2,"revenue":"17.6638","historicValue":"5.1638"}}');
INSERT INTO "entries" VALUES(35,2,24,NULL,NULL,NULL,1772964000000000,0,1795870079328535,'{"event":{"type":"standing_changed","from":{"rung":"customer","lapsed":true},"to":{"rung":"member","lapsed":true},"reason":"converted_referrals","evidence":["referral_conversion:1:bob"]}}');
INSERT INTO "entries" VALUES(36,2,25,NULL,NULL,NULL,1773981000000000,0,1795870079328535,'{"event":{"type":"standing_changed","from":{"rung":"member","lapsed":true},"to":{"rung":"customer","lapsed":true},"reason":"evidence_expired","evidence":[]}}');
CREATE TABLE messages (
  message_id  INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id TEXT NOT NULL,
  command     TEXT NOT NULL
) STRICT;
CREATE TABLE schema_scripts (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;
INSERT INTO "schema_scripts" VALUES('001-ledger','9cc8a365af583b594ab3db6ccf0a72bc1595094e8d3ea22ca06a842e99cbeec7','2026-11-28T12:47:58.4044649+00:00');
INSERT INTO "schema_scripts" VALUES('002-segments','e8472018e396ef748274eabd1abf154161fb04b1f7717d6098082cf2dd3248ef','2026-11-28T12:47:58.4075112+00:00');
CREATE INDEX customers_by_due_at ON customers (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX customers_by_rung ON customers (rung, lapsed, customer_id);
CREATE UNIQUE INDEX entries_by_sequence ON entries (customer_key, sequence);
CREATE UNIQUE INDEX entries_by_natural_id ON entries (customer_key, natural_id) WHERE natural_id IS NOT NULL;
CREATE INDEX entries_by_concerns_id ON entries (customer_key, concerns_id) WHERE concerns_id IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('messages',1);
COMMIT;
