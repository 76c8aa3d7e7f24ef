using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Proxmox.Wire;

/// <summary>Maps Proxmox' rows to observations. A row without its identifying field is omitted.</summary>
internal static class Mapping
{
    public static ClusterMembership Membership(MemberRow?[] rows)
    {
        var cluster = Array.Find(rows, static r => r?.Type == "cluster");
        return new ClusterMembership(
            cluster?.Name,
            cluster?.Quorate,
            Map(rows, static r => r is { Type: "node", Name: { Length: > 0 } name }
                ? new ClusterMember(name, r.Online ?? false, r.Local ?? false, r.Ip)
                : null));
    }

    public static GuestLive Live(CurrentRow row, GuestKind kind) => new()
    {
        Status = Status(row, kind),
        Lock = row.Lock,
        Uptime = row.Uptime,
        HaManaged = row.HaManaged,
    };

    public static ImmutableDictionary<int, GuestLive> Lives(ListedGuestRow?[] rows, GuestKind kind)
    {
        var lives = ImmutableDictionary.CreateBuilder<int, GuestLive>();
        foreach (var row in rows)
        {
            if (row is not null && Vmid(row.Vmid) is { } vmid)
                lives[vmid] = Live(new(row.Status, row.QmpStatus, row.Lock, row.Uptime, null), kind);
        }

        return lives.ToImmutable();
    }

    public static ImmutableArray<ServiceSample> Services(ServiceRow?[] rows) => MapValues(rows, static r =>
        (r.Service ?? r.Name) is { Length: > 0 } service
            ? new ServiceSample(service, r.ActiveState, r.UnitState, r.Description)
            : (ServiceSample?)null);

    public static ImmutableArray<StorageSample> Storages(StorageRow?[] rows, string node) => MapValues(rows, r =>
        r is { Storage.Length: > 0 }
            ? new StorageSample
            {
                Node = node,
                Storage = r.Storage,
                Shared = r.Shared ?? false,
                Active = r.Active,
                Used = r.Used,
                Total = r.Total,
                Type = r.Type,
                Disabled = r.Enabled == false,
                Content = r.Content,
            }
            : (StorageSample?)null);

    public static ImmutableArray<CertificateSample> Certificates(CertificateRow?[] rows) => MapValues(rows, static r =>
        r.File is { Length: > 0 } file
            ? new CertificateSample(file, Instant(r.NotAfter), r.Subject, r.Fingerprint)
            : (CertificateSample?)null);

    public static ImmutableArray<ReplicationSample> Replication(ReplicationRow?[] rows) => MapValues(rows, static r =>
        r.Id is { Length: > 0 } id && Vmid(r.Guest ?? GuestOf(id)) is { } vmid
            ? new ReplicationSample(
                id, vmid, r.Target, (int)Math.Clamp(r.FailCount ?? 0, 0, int.MaxValue), NonEmpty(r.Error), Instant(r.LastSync),
                r.Disable ?? false, Instant(r.LastTry))
            : (ReplicationSample?)null);

    public static ImmutableArray<int> NotBackedUp(NotBackedUpRow?[] rows) => MapValues(rows, static r => Vmid(r.Vmid));

    /// <summary>Rows without a time, an id, a name or a finite value are left out.</summary>
    public static ImmutableArray<MetricRecord> Metrics(MetricRows answer)
    {
        // Names repeat in every record.
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return MapValues<MetricRow, MetricRecord>(
            answer.Data ?? throw new InvalidAnswerException("it has no list of records"),
            row => row is { Timestamp: > 0 and var at, Id: { } id, Metric: { } metric, Value: { } value } && double.IsFinite(value)
                ? new MetricRecord(at, Shared(names, id), Shared(names, metric), value) : null);
    }

    private static string Shared(Dictionary<string, string> names, string name)
    {
        if (names.TryGetValue(name, out var known)) return known;
        return names[name] = name;
    }

    /// <summary>An instant from epoch seconds; null for 0, which means never.</summary>
    internal static DateTimeOffset? Instant(long? epoch) =>
        epoch is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(epoch.Value) : null;

    internal static ImmutableArray<T> Map<TRow, T>(TRow?[] rows, Func<TRow, T?> map)
        where TRow : class
        where T : class
        => [.. rows.OfType<TRow>().Select(map).OfType<T>()];

    private static ImmutableArray<T> MapValues<TRow, T>(TRow?[] rows, Func<TRow, T?> map)
        where TRow : class
        where T : struct
        => [.. rows.OfType<TRow>().Select(map).Where(static v => v is not null).Select(static v => v!.Value)];

    private static GuestStatus Status(CurrentRow row, GuestKind kind)
    {
        var process = StatusNames.Guest(row.Status);
        if (kind == GuestKind.Container || process != GuestStatus.Running || row.QmpStatus is null) return process;

        // A running process with QMP status "stopped" is in transition; only "status" tells whether there is a process (api-facts §4).
        var state = StatusNames.Guest(row.QmpStatus);
        return state == GuestStatus.Stopped ? GuestStatus.Transient : state;
    }

    private static long? GuestOf(string jobId) =>
        long.TryParse(jobId.AsSpan(0, Math.Max(jobId.IndexOf('-', StringComparison.Ordinal), 0)), NumberStyles.None,
            CultureInfo.InvariantCulture, out var guest)
            ? guest
            : null;

    private static int? Vmid(long? vmid) => vmid is > 0 and <= int.MaxValue ? (int)vmid.Value : null;

    private static string? NonEmpty(string? text) => text?.Trim() is { Length: > 0 } line ? line : null;
}
