using System.Runtime.Serialization;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Views;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Api.Clusters;

/// <summary>A cluster as clients see it.</summary>
[DataContract]
internal sealed record ClusterDto
{
    [DataMember(Name = "name")] public string Name { get; init; } = "";

    /// <summary>Whether polls work: <c>ok</c> means that it answers, not that nothing is wrong (<see cref="Health"/>).</summary>
    [DataMember(Name = "state")] public string State { get; init; } = "";

    [DataMember(Name = "reason")] public string Reason { get; init; } = "";

    [DataMember(Name = "lastPollAt")] public DateTimeOffset? LastPollAt { get; init; }

    [DataMember(Name = "pollMs")] public double PollMs { get; init; }

    /// <summary>Seconds since a poll was last applied, by the monotonic clock; null if none was.</summary>
    [DataMember(Name = "pollAgeSeconds")] public double? PollAgeSeconds { get; init; }

    [DataMember(Name = "apiCallsPerMinute")] public int ApiCallsPerMinute { get; init; }

    [DataMember(Name = "quorate")] public bool? Quorate { get; init; }

    [DataMember(Name = "proxmoxName")] public string? ProxmoxName { get; init; }

    [DataMember(Name = "freshness")] public string Freshness { get; init; } = "";

    [DataMember(Name = "nodes")] public int Nodes { get; init; }

    [DataMember(Name = "nodesOnline")] public int NodesOnline { get; init; }

    [DataMember(Name = "guests")] public int Guests { get; init; }

    [DataMember(Name = "guestsRunning")] public int GuestsRunning { get; init; }

    [DataMember(Name = "storages")] public int Storages { get; init; }

    /// <summary>The number of active conditions on the cluster and everything in it.</summary>
    [DataMember(Name = "violations")] public int Violations { get; init; }

    /// <summary>Active conditions on the cluster as a whole and its shared storages.</summary>
    [DataMember(Name = "conditions")] public IReadOnlyList<ViolationDto> Conditions { get; init; } = [];

    /// <summary>The silo that polls the cluster, as named in <c>/status</c>.</summary>
    [DataMember(Name = "silo")] public string? Silo { get; init; }

    /// <summary>
    /// The worst active condition on the cluster and everything in it: <c>ok</c>, <c>info</c>, <c>warning</c>, <c>error</c> or
    /// <c>critical</c>; <c>unknown</c> if none is active, but the cluster cannot be seen.
    /// </summary>
    [DataMember(Name = "health")] public string Health { get; init; } = "";

    /// <summary>True if the cluster answers but refuses the token.</summary>
    [DataMember(Name = "tokenRefused")] public bool TokenRefused { get; init; }

    public static ClusterDto Of(ClusterView view)
    {
        var tally = view.Tally;
        var header = view.Header;
        var standing = view.Nodes.Aggregate(
            tally.Conditions + SeverityTally.Of(header.Conditions), (sum, node) => sum + SeverityTally.Of(node.Conditions));
        return new()
        {
            Name = view.Name.ToString(),
            State = ApiJson.Word(header.State),
            Health = ApiJson.Word(header.HealthWith(standing.Worst)),
            TokenRefused = header.TokenRefused,
            Reason = header.Reason,
            LastPollAt = header.LastPollAt,
            PollMs = Math.Round(header.PollMs, 1),
            ApiCallsPerMinute = header.ApiCallsPerMinute,
            Quorate = header.Quorate,
            ProxmoxName = header.ProxmoxName,
            Silo = header.Silo,
            PollAgeSeconds = header.Age.Applied is { } age ? Math.Round(age.TotalSeconds) : null,
            Freshness = ApiJson.Word(header.Freshness),
            Nodes = view.Nodes.Length,
            NodesOnline = view.Nodes.Count(node => node.Sample.Status == NodeStatus.Online),
            Guests = tally.Guests,
            GuestsRunning = tally.Running,
            Storages = view.Storages.Select(storage => storage.Shared ? storage.Storage : $"{storage.Node}/{storage.Storage}")
                .Distinct(StringComparer.Ordinal).Count(),
            Violations = standing.Total,
            Conditions = [.. header.Conditions.Where(active => active.Entity.Kind is EntityKind.Cluster or EntityKind.Storage)
                .Select(ViolationDto.Of)],
        };
    }
}
