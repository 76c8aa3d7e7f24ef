using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Settings;

/// <summary>A cluster that a person added while the monitor runs. Its tokens are sealed; their secrets are known to no grain.</summary>
[GenerateSerializer, Immutable, Alias("registered-cluster")]
public sealed record RegisteredCluster
{
    /// <summary>Its name in the monitor.</summary>
    [Id(0)] public required ClusterName Name { get; init; }

    /// <summary>The https addresses of its nodes, in order of preference.</summary>
    [Id(1)] public required ImmutableArray<string> Endpoints { get; init; }

    /// <summary>The accepted certificates: SHA-256 with colons; empty to rely on the system's trust.</summary>
    [Id(2)] public required ImmutableArray<string> Fingerprints { get; init; }

    /// <summary>The read token's id.</summary>
    [Id(3)] public required string TokenId { get; init; }

    /// <summary>The read token's secret, sealed.</summary>
    [Id(4)] public required string SealedToken { get; init; }

    /// <summary>The act token's id; null if the monitor never acts on the cluster.</summary>
    [Id(5)] public string? ActTokenId { get; init; }

    /// <summary>The act token's secret, sealed; null without an act token.</summary>
    [Id(6)] public string? SealedActToken { get; init; }

    /// <summary>Which Proxmox it is (<see cref="Access.SameProxmox.Identity"/>); null if that was not readable.</summary>
    [Id(7)] public string? Identity { get; init; }

    /// <summary>True while it is neither polled nor acted on.</summary>
    [Id(8)] public bool Paused { get; init; }

    /// <summary>Who added it.</summary>
    [Id(9)] public required string AddedBy { get; init; }

    /// <summary>When it was added.</summary>
    [Id(10)] public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The registry's version at the last change of its connection: two entries of one name and revision are the same.</summary>
    [Id(11)] public long Revision { get; init; }

    /// <summary>Its name: the other members belong in no log.</summary>
    public override string ToString() => Name.ToString();
}
