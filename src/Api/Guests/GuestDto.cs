using System.Runtime.Serialization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Guests;

/// <summary>A guest as the API returns it.</summary>
[DataContract]
internal sealed record GuestDto
{
    [DataMember(Name = "id")] public string Id { get; init; } = "";

    [DataMember(Name = "vmid")] public int Vmid { get; init; }

    [DataMember(Name = "kind")] public string Kind { get; init; } = "";

    [DataMember(Name = "name")] public string? Name { get; init; }

    [DataMember(Name = "node")] public string Node { get; init; } = "";

    [DataMember(Name = "status")] public string Status { get; init; } = "";

    [DataMember(Name = "freshness")] public string Freshness { get; init; } = "";

    [DataMember(Name = "cpu")] public double? Cpu { get; init; }

    [DataMember(Name = "cpus")] public double? Cpus { get; init; }

    [DataMember(Name = "memory")] public long? Memory { get; init; }

    [DataMember(Name = "maxMemory")] public long? MaxMemory { get; init; }

    [DataMember(Name = "memoryRatio")] public double? MemoryRatio { get; init; }

    [DataMember(Name = "disk")] public long? Disk { get; init; }

    [DataMember(Name = "maxDisk")] public long? MaxDisk { get; init; }

    [DataMember(Name = "diskRatio")] public double? DiskRatio { get; init; }

    [DataMember(Name = "uptimeSeconds")] public long? UptimeSeconds { get; init; }

    [DataMember(Name = "tags")] public IReadOnlyList<string> Tags { get; init; } = [];

    [DataMember(Name = "pool")] public string? Pool { get; init; }

    [DataMember(Name = "lock")] public string? Lock { get; init; }

    [DataMember(Name = "haState")] public string? HaState { get; init; }

    [DataMember(Name = "template")] public bool? Template { get; init; }

    [DataMember(Name = "sampledAt")] public DateTimeOffset SampledAt { get; init; }

    [DataMember(Name = "violations")] public IReadOnlyList<ViolationDto> Violations { get; init; } = [];

    public static GuestDto Of(ClusterView view, GuestEntry entry)
    {
        var sample = entry.Sample;
        var id = new GuestId(view.Name, sample.Vmid);
        return new()
        {
            Id = id.ToString(),
            Vmid = sample.Vmid,
            Kind = sample.Kind == GuestKind.Vm ? "vm" : "ct",
            Name = sample.Name,
            Node = sample.Node,
            Status = ApiJson.Word(sample.Status),
            Freshness = ApiJson.Word(FreshnessOf(view, entry)),
            Cpu = sample.Cpu,
            Cpus = sample.MaxCpu,
            Memory = sample.Mem,
            MaxMemory = sample.MaxMem,
            MemoryRatio = sample.MemoryRatio,
            Disk = sample.Disk,
            MaxDisk = sample.MaxDisk,
            DiskRatio = sample.DiskRatio,
            UptimeSeconds = sample.Uptime,
            Tags = GuestTags.Split(sample.Tags),
            Pool = sample.Pool,
            Lock = sample.Lock,
            HaState = sample.HaState,
            Template = sample.Template,
            SampledAt = entry.SampledAt,
            Violations = [.. entry.Conditions.Concat(view.ActiveOn(EntityId.Of(id))).Select(ViolationDto.Of)],
        };
    }

    private static Freshness FreshnessOf(ClusterView view, GuestEntry entry)
    {
        if (entry.MissedPolls > 0) return Domain.Observations.Freshness.Stale;
        return view.Node(entry.Sample.Node) is { } node ? view.Header.FreshnessOn(node) : view.Header.FreshnessOn(NodeStatus.Unknown);
    }
}
