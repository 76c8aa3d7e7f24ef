using System.Runtime.Serialization;
using OrleansMonitor.Api.Clusters;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Nodes;

/// <summary>A node as the API returns it.</summary>
[DataContract]
internal sealed record NodeDto
{
    [DataMember(Name = "id")] public string Id { get; init; } = "";

    [DataMember(Name = "name")] public string Name { get; init; } = "";

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

    [DataMember(Name = "haState")] public string? HaState { get; init; }

    [DataMember(Name = "sampledAt")] public DateTimeOffset SampledAt { get; init; }

    [DataMember(Name = "violations")] public IReadOnlyList<ViolationDto> Violations { get; init; } = [];

    public static NodeDto Of(ClusterView view, NodeEntry entry)
    {
        var sample = entry.Sample;
        var id = new NodeId(view.Name, sample.Node);
        return new()
        {
            Id = id.ToString(),
            Name = sample.Node,
            Status = ApiJson.Word(sample.Status),
            Freshness = ApiJson.Word(view.Header.FreshnessOn(entry)),
            Cpu = sample.Cpu,
            Cpus = sample.MaxCpu,
            Memory = sample.Mem,
            MaxMemory = sample.MaxMem,
            MemoryRatio = sample.MemoryRatio,
            Disk = sample.Disk,
            MaxDisk = sample.MaxDisk,
            DiskRatio = sample.DiskRatio,
            UptimeSeconds = sample.Uptime,
            HaState = sample.HaState,
            SampledAt = entry.SampledAt,
            Violations = [.. entry.Conditions.Concat(view.ActiveOn(EntityId.Of(id))).Select(ViolationDto.Of)],
        };
    }
}
