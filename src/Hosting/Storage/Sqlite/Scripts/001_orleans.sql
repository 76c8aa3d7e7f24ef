-- What Orleans' ADO.NET providers ask for: their tables, and OrleansQuery with the statements that they run by name.
-- A grain's state is clustered on its key (WITHOUT ROWID), so that the key is stored once and found in one search.

CREATE TABLE OrleansQuery (
    QueryKey  TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE OrleansStorage (
    GrainKey  TEXT    NOT NULL, -- GrainIdExtensionString; empty for a grain whose key is only a number or a GUID
    GrainType TEXT    NOT NULL, -- the state's name
    N0        INTEGER NOT NULL,
    N1        INTEGER NOT NULL,
    ServiceId TEXT    NOT NULL,
    Version   INTEGER NOT NULL, -- the ETag
    Payload   BLOB,             -- NULL once cleared
    PRIMARY KEY (GrainKey, GrainType, N0, N1, ServiceId)
) WITHOUT ROWID;

CREATE TABLE OrleansRemindersTable (
    ServiceId    TEXT    NOT NULL,
    GrainId      TEXT    NOT NULL,
    ReminderName TEXT    NOT NULL,
    StartTime    INTEGER NOT NULL, -- milliseconds since 1970 UTC
    Period       INTEGER NOT NULL, -- milliseconds
    GrainHash    INTEGER NOT NULL, -- signed 32 bit, as the provider sends and compares it
    Version      INTEGER NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
) WITHOUT ROWID;

CREATE INDEX OrleansReminders_GrainHash ON OrleansRemindersTable (ServiceId, GrainHash);

-- Inserts where no ETag was sent and no row is there, updates where the ETag is the row's; anything else answers no row,
-- which the provider takes for a conflict. One statement, so that no other writer comes between the check and the write.
INSERT INTO OrleansQuery VALUES ('WriteToStorageKey', '
    INSERT INTO OrleansStorage AS s (GrainKey, GrainType, N0, N1, ServiceId, Version, Payload)
    SELECT coalesce(@GrainIdExtensionString, ''''), @GrainTypeString, @GrainIdN0, @GrainIdN1, @ServiceId, 1, @PayloadBinary
     WHERE @GrainStateVersion IS NULL OR EXISTS (
           SELECT 1 FROM OrleansStorage
            WHERE GrainKey = coalesce(@GrainIdExtensionString, '''') AND GrainType = @GrainTypeString
              AND N0 = @GrainIdN0 AND N1 = @GrainIdN1 AND ServiceId = @ServiceId)
    ON CONFLICT DO UPDATE SET Version = s.Version + 1, Payload = excluded.Payload
     WHERE s.Version = @GrainStateVersion
    RETURNING Version AS NewGrainStateVersion');

INSERT INTO OrleansQuery VALUES ('ReadFromStorageKey', '
    SELECT Payload AS PayloadBinary, Version FROM OrleansStorage
     WHERE GrainKey = coalesce(@GrainIdExtensionString, '''') AND GrainType = @GrainTypeString
       AND N0 = @GrainIdN0 AND N1 = @GrainIdN1 AND ServiceId = @ServiceId');

INSERT INTO OrleansQuery VALUES ('ClearStorageKey', '
    UPDATE OrleansStorage SET Version = Version + 1, Payload = NULL
     WHERE GrainKey = coalesce(@GrainIdExtensionString, '''') AND GrainType = @GrainTypeString
       AND N0 = @GrainIdN0 AND N1 = @GrainIdN1 AND ServiceId = @ServiceId AND Version = @GrainStateVersion
    RETURNING Version AS NewGrainStateVersion');

INSERT INTO OrleansQuery VALUES ('DeleteStorageKey', '
    DELETE FROM OrleansStorage
     WHERE GrainKey = coalesce(@GrainIdExtensionString, '''') AND GrainType = @GrainTypeString
       AND N0 = @GrainIdN0 AND N1 = @GrainIdN1 AND ServiceId = @ServiceId AND Version = @GrainStateVersion
    RETURNING Version + 1 AS NewGrainStateVersion');

-- A reminder's time comes and goes as text, but is kept as a number.
INSERT INTO OrleansQuery VALUES ('UpsertReminderRowKey', '
    INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    VALUES (@ServiceId, @GrainId, @ReminderName, CAST(round(unixepoch(@StartTime, ''subsec'') * 1000) AS INTEGER), @Period, @GrainHash, 1)
    ON CONFLICT DO UPDATE SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
    RETURNING Version');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowsKey', '
    SELECT GrainId, ReminderName, strftime(''%Y-%m-%d %H:%M:%f'', StartTime / 1000.0, ''unixepoch'') AS StartTime, Period, Version
      FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowKey', '
    SELECT GrainId, ReminderName, strftime(''%Y-%m-%d %H:%M:%f'', StartTime / 1000.0, ''unixepoch'') AS StartTime, Period, Version
      FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName');

INSERT INTO OrleansQuery VALUES ('ReadRangeRows1Key', '
    SELECT GrainId, ReminderName, strftime(''%Y-%m-%d %H:%M:%f'', StartTime / 1000.0, ''unixepoch'') AS StartTime, Period, Version
      FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash');

-- The range goes over the end of the ring.
INSERT INTO OrleansQuery VALUES ('ReadRangeRows2Key', '
    SELECT GrainId, ReminderName, strftime(''%Y-%m-%d %H:%M:%f'', StartTime / 1000.0, ''unixepoch'') AS StartTime, Period, Version
      FROM OrleansRemindersTable WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowKey', '
    DELETE FROM OrleansRemindersTable
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version;
    SELECT changes()');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowsKey', '
    DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId;
    SELECT changes()');
