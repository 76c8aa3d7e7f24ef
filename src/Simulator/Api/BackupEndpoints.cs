using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Backup jobs and replication, configuration and state (api-facts §8).</summary>
internal static class BackupEndpoints
{
    private const long SyncSeconds = 900;
    private const int SecondsOfDay = 86_400;

    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/cluster/backup", Jobs) { Permission = Audit },
        new("GET", "/cluster/backup-info/not-backed-up", NotBackedUp) { Permission = Audit, Protected = true },
        new("GET", "/cluster/replication", ReplicationJobs),
        new("GET", "/nodes/{node}/replication", ReplicationStates)
        {
            ProxyToNode = true, Protected = true, Parameters = [Parameter.Integer("guest", 100)],
        },
    ];

    private static void Audit(ApiCall call) => call.Demand("/", "Sys.Audit");

    private static void Jobs(ApiCall call, Utf8JsonWriter json)
    {
        var seconds = call.State.Now / 1000;
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("id"u8, "backup-nightly");
        json.WriteString("type"u8, "vzdump");
        json.WriteNumber("enabled"u8, 1);
        json.WriteString("schedule"u8, "02:30");
        json.WriteString("mode"u8, "snapshot");
        json.WriteString("storage"u8, "shared");
        json.WriteString("compress"u8, "zstd");
        json.WriteString("notes-template"u8, "{{guestname}}");
        json.WriteString("vmid"u8, string.Join(',', call.State.Guests.Where(guest => guest.InBackupJob)
            .Select(guest => guest.Vmid.ToString(CultureInfo.InvariantCulture))));
        json.WriteNumber("next-run"u8, ((seconds / SecondsOfDay) + 1) * SecondsOfDay + 9000);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void NotBackedUp(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var guest in call.State.Guests.Where(guest => !guest.InBackupJob))
        {
            json.WriteStartObject();
            json.WriteNumber("vmid"u8, guest.Vmid);
            json.WriteString("type"u8, guest.Type);
            json.WriteString("name"u8, guest.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void ReplicationJobs(ApiCall call, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var guest in Replicated(call))
        {
            json.WriteStartObject();
            Job(json, guest, withSource: false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<Guest> Replicated(ApiCall call) =>
        call.State.Guests.Where(guest => guest.Replication is not null && call.May($"/vms/{guest.Vmid}", "VM.Audit"));

    private static void Job(Utf8JsonWriter json, Guest guest, bool withSource)
    {
        json.WriteString("id"u8, $"{guest.Vmid}-0");
        json.WriteNumber("guest"u8, guest.Vmid);
        json.WriteNumber("jobnum"u8, 0);
        json.WriteString("type"u8, "local");
        json.WriteString("schedule"u8, "*/15");
        if (withSource) json.WriteString("source"u8, guest.Node.Name);
        json.WriteString("target"u8, guest.Replication!.Target.Name);
    }

    private static void ReplicationStates(ApiCall call, Utf8JsonWriter json)
    {
        var lastTry = call.State.Now / 1000 / SyncSeconds * SyncSeconds;
        var wanted = call.Integer("guest");
        json.WriteStartArray();
        foreach (var guest in Replicated(call).Where(guest => guest.Node == call.Node && (wanted is null || guest.Vmid == wanted)))
        {
            var job = guest.Replication!;
            var failingSince = FailingSince(job, lastTry, call.State.Now);
            json.WriteStartObject();
            Job(json, guest, withSource: true);
            json.WriteString("vmtype"u8, guest.Type);
            json.WriteNumber("last_try"u8, Math.Max(lastTry, failingSince ?? 0));
            json.WriteNumber("last_sync"u8, failingSince is { } since ? (since - 1) / SyncSeconds * SyncSeconds : lastTry);
            json.WriteNumber("next_sync"u8, lastTry + SyncSeconds);
            json.WriteNumber("fail_count"u8, failingSince is { } from ? 1 + ((call.State.Now / 1000 - from) / SyncSeconds) : 0);
            json.WriteNumber("duration"u8, 3.127);
            if (failingSince is not null) json.WriteString("error"u8, Error(job));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // The first try that failed, in seconds; null if the last one succeeded. No try succeeds while the target has no power.
    private static long? FailingSince(ReplicationJob job, long lastTry, long now)
    {
        if (job.Failing) return job.FailingSince;
        var target = job.Target;
        if (target.PoweredOffAt == 0) return null;
        var (from, to) = (target.PoweredOffAt, target.Powered ? target.BootAt : now);
        return lastTry * 1000 >= from && lastTry * 1000 <= to ? ((from / 1000 - 1) / SyncSeconds + 1) * SyncSeconds : null;
    }

    private static string Error(ReplicationJob job) => job.Failing
        ? $"command 'zfs snapshot' failed: exit code 1 (target {job.Target.Name})"
        : $"command '/usr/bin/ssh root@{job.Target.Address} -- pvesr prepare-local-job' failed: exit code 255";
}
