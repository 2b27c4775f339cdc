-- A database as roomtone wrote it before messages had kinds and flags (schema version 1): four messages of two rooms,
-- one erased, an open dead letter, 16 shards. Dumped with Python's sqlite3; databases like it are out there.
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE config (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "config" VALUES('shards',16);
CREATE TABLE counters (
    room TEXT, window INTEGER, -- minutes since the epoch, -1: the total
    shard INTEGER, n INTEGER NOT NULL, negative INTEGER NOT NULL, neutral INTEGER NOT NULL,
    positive INTEGER NOT NULL, unsure INTEGER NOT NULL, score INTEGER NOT NULL,
    rev INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (room, window, shard)
  ) STRICT, WITHOUT ROWID;
INSERT INTO "counters" VALUES('hall',-1,0,3,0,1,2,0,1588,2,1763802000000);
INSERT INTO "counters" VALUES('hall',-1,3,0,1,0,-1,1,-1100,2,1763802000000);
INSERT INTO "counters" VALUES('hall',29396700,0,3,0,1,2,0,1588,2,1763802000000);
INSERT INTO "counters" VALUES('hall',29396700,3,-1,0,0,-1,0,-800,1,1763802000000);
INSERT INTO "counters" VALUES('hall',29396701,3,1,1,0,0,1,-300,1,1763802000000);
INSERT INTO "counters" VALUES('lobby',-1,5,1,0,0,1,0,800,1,1763802000000);
INSERT INTO "counters" VALUES('lobby',29396700,5,1,0,0,1,0,800,1,1763802000000);
CREATE TABLE letters (
    key TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL, body TEXT NOT NULL, room TEXT,
    origin_source TEXT NOT NULL, origin_name TEXT NOT NULL, origin_delivery TEXT NOT NULL,
    receives INTEGER NOT NULL, rejected_at INTEGER NOT NULL,
    rejections INTEGER NOT NULL,
    state TEXT NOT NULL, replays INTEGER NOT NULL, replayed_at INTEGER
  ) STRICT;
INSERT INTO "letters" VALUES('26e62461fc0e15789421e12b541b2375a808c414','not-json','Unexpected end of JSON input','eyJyb29tIjo=','hall','sqs','posted','delivery of {"room":',1,1763802000000,1,'open',0,NULL);
CREATE TABLE messages (
    key TEXT PRIMARY KEY, room TEXT NOT NULL, version INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    erased_at INTEGER, -- set: a tombstone; all that follows is then NULL
    posted_at INTEGER, source TEXT, id TEXT, revision INTEGER, digest TEXT, text TEXT, author TEXT,
    label TEXT, confidence REAL, score INTEGER, sure INTEGER, model TEXT, minute INTEGER, shard INTEGER,
    CHECK (erased_at IS NOT NULL OR (posted_at + revision + confidence + score + sure + minute + shard) IS NOT NULL)
  ) STRICT;
INSERT INTO "messages" VALUES('466d1dec1595b57553124ec16829f2b99a691443','hall',1,1766998800,NULL,1763802000000,'app','q-1',0,'db3ac1806fc627d9dc7c2ab5ab9a1428507ac9aa','Will the slides be shared?','Ada','neutral',0.81,-12,1,'sentiment@1',29396700,0);
INSERT INTO "messages" VALUES('f8fbc833160f2b379dceaceb49f0ade466cfbd41','hall',1,1766998800,NULL,1763802000000,'app','q-4',0,'246e8d8db931cdb40b0094e60db738a7bbc72fce','Lovely talk!',NULL,'positive',0.9,800,1,'sentiment@1',29396700,3);
INSERT INTO "messages" VALUES('e1493f9fb6f87f0d9200c7392afb872bedc90222','hall',1,1766998860,NULL,1763802060000,'app','q-2',0,'41d33669f386bd6d0c9e4ef8cbe9cfdf640c2b44','The sound is gone again',NULL,'negative',0.42,-300,0,'sentiment@1',29396701,3);
INSERT INTO "messages" VALUES('83ae1404c4df81ddac7611d4c628591812d7e3cf','hall',2,1766998800,1763802000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "messages" VALUES('a638ee260cf1fd3c37d26e7b11d509957d49f9b0','lobby',1,1766998800,NULL,1763802000000,'app','q-1',0,'db3ac1806fc627d9dc7c2ab5ab9a1428507ac9aa','hi',NULL,'positive',0.9,800,1,'sentiment@1',29396700,0);
CREATE TABLE rooms (room TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO "rooms" VALUES('hall');
INSERT INTO "rooms" VALUES('lobby');
CREATE INDEX live_messages_by_time ON messages (room, posted_at, key) WHERE erased_at IS NULL;
CREATE INDEX messages_by_expiry ON messages (expires_at);
CREATE INDEX letters_by_time ON letters (rejected_at, key);
COMMIT;
