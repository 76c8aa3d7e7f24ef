-- What Orleans' ADO.NET providers ask for: their tables, and OrleansQuery with the statements that they run by name. Each is one
-- statement that checks and writes under the row's own lock, so that no other silo comes in between.

CREATE TABLE OrleansQuery (
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE OrleansStorage (
    GrainKey  text    NOT NULL, -- GrainIdExtensionString; empty for a grain whose key is only a number or a GUID
    GrainType text    NOT NULL, -- the state's name
    N0        bigint  NOT NULL,
    N1        bigint  NOT NULL,
    ServiceId text    NOT NULL,
    Version   integer NOT NULL, -- the ETag
    Payload   bytea,            -- NULL once cleared
    PRIMARY KEY (GrainKey, GrainType, N0, N1, ServiceId)
);

CREATE TABLE OrleansRemindersTable (
    ServiceId    text        NOT NULL,
    GrainId      text        NOT NULL,
    ReminderName text        NOT NULL,
    StartTime    timestamptz NOT NULL,
    Period       bigint      NOT NULL, -- milliseconds
    GrainHash    integer     NOT NULL, -- signed, as the provider sends and compares it
    Version      integer     NOT NULL,
    PRIMARY KEY (ServiceId, GrainId, ReminderName)
);

CREATE INDEX OrleansReminders_GrainHash ON OrleansRemindersTable (ServiceId, GrainHash);

-- One row per silo cluster, whose version every change of membership must name and raise: of two changes at once one is refused.
CREATE TABLE OrleansMembershipVersionTable (
    DeploymentId text        NOT NULL PRIMARY KEY,
    Timestamp    timestamptz NOT NULL DEFAULT now(),
    Version      integer     NOT NULL DEFAULT 0
);

CREATE TABLE OrleansMembershipTable (
    DeploymentId text        NOT NULL REFERENCES OrleansMembershipVersionTable (DeploymentId),
    Address      text        NOT NULL,
    Port         integer     NOT NULL,
    Generation   integer     NOT NULL,
    SiloName     text        NOT NULL,
    HostName     text        NOT NULL,
    Status       integer     NOT NULL,
    ProxyPort    integer,
    SuspectTimes text,
    StartTime    timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

-- Inserts where no ETag was sent and no row is there, updates where the ETag is the row's; anything else answers no row,
-- which the provider takes for a conflict.
INSERT INTO OrleansQuery VALUES ('WriteToStorageKey', '
    INSERT INTO OrleansStorage AS s (GrainKey, GrainType, N0, N1, ServiceId, Version, Payload)
    SELECT coalesce(@GrainIdExtensionString, ''''), @GrainTypeString, @GrainIdN0, @GrainIdN1, @ServiceId, 1, @PayloadBinary
     WHERE CAST(@GrainStateVersion AS integer) IS NULL OR EXISTS (
           SELECT 1 FROM OrleansStorage
            WHERE GrainKey = coalesce(@GrainIdExtensionString, '''') AND GrainType = @GrainTypeString
              AND N0 = @GrainIdN0 AND N1 = @GrainIdN1 AND ServiceId = @ServiceId)
    ON CONFLICT (GrainKey, GrainType, N0, N1, ServiceId) DO UPDATE SET Version = s.Version + 1, Payload = excluded.Payload
     WHERE s.Version = CAST(@GrainStateVersion AS integer)
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

INSERT INTO OrleansQuery VALUES ('UpsertReminderRowKey', '
    INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 1)
    ON CONFLICT (ServiceId, GrainId, ReminderName)
    DO UPDATE SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
    RETURNING Version');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowsKey', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId');

INSERT INTO OrleansQuery VALUES ('ReadReminderRowKey', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
     WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName');

INSERT INTO OrleansQuery VALUES ('ReadRangeRows1Key', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
     WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash');

-- The range goes over the end of the ring.
INSERT INTO OrleansQuery VALUES ('ReadRangeRows2Key', '
    SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
     WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowKey', '
    WITH deleted AS (
        DELETE FROM OrleansRemindersTable
         WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
        RETURNING 1)
    SELECT count(*) FROM deleted');

INSERT INTO OrleansQuery VALUES ('DeleteReminderRowsKey', '
    WITH deleted AS (DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId RETURNING 1)
    SELECT count(*) FROM deleted');

INSERT INTO OrleansQuery VALUES ('InsertMembershipVersionKey', '
    WITH inserted AS (
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT (DeploymentId) DO NOTHING RETURNING 1)
    SELECT count(*) FROM inserted');

INSERT INTO OrleansQuery VALUES ('InsertMembershipKey', '
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
         WHERE DeploymentId = @DeploymentId AND Version = @Version
           AND NOT EXISTS (
               SELECT 1 FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING 1),
    inserted AS (
        INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
        RETURNING 1)
    SELECT count(*) FROM inserted');

INSERT INTO OrleansQuery VALUES ('UpdateMembershipKey', '
    WITH raised AS (
        UPDATE OrleansMembershipVersionTable SET Version = Version + 1, Timestamp = now()
         WHERE DeploymentId = @DeploymentId AND Version = @Version
        RETURNING 1),
    changed AS (
        UPDATE OrleansMembershipTable SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
         WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
           AND EXISTS (SELECT 1 FROM raised)
        RETURNING 1)
    SELECT count(*) FROM changed');

INSERT INTO OrleansQuery VALUES ('UpdateIAmAlivetimeKey', '
    UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
     WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation');

INSERT INTO OrleansQuery VALUES ('MembershipReadRowKey', '
    SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
           m.StartTime, m.IAmAliveTime, v.Version
      FROM OrleansMembershipVersionTable v
      LEFT JOIN OrleansMembershipTable m
        ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
     WHERE v.DeploymentId = @DeploymentId');

INSERT INTO OrleansQuery VALUES ('MembershipReadAllKey', '
    SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes,
           m.StartTime, m.IAmAliveTime, v.Version
      FROM OrleansMembershipVersionTable v
      LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
     WHERE v.DeploymentId = @DeploymentId');

INSERT INTO OrleansQuery VALUES ('DeleteMembershipTableEntriesKey', '
    WITH members AS (DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId RETURNING 1)
    SELECT count(*) FROM members');

INSERT INTO OrleansQuery VALUES ('GatewaysQueryKey', '
    SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
     WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0');

-- 3 is Active: a silo that lives is never defunct, whatever its last word.
INSERT INTO OrleansQuery VALUES ('CleanupDefunctSiloEntriesKey', '
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND Status <> 3 AND IAmAliveTime < @IAmAliveTime');
