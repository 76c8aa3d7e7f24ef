namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Thresholds and switches for particular entities; they override <see cref="MonitorOptions.Rules"/>. Set exactly one of Cluster, Node,
/// Storage, Guest, Tag and Pool; Cluster may be combined with Tag or Pool. An override by guest, tag or pool changes rules on guests, by
/// node those on the node and its parts, by storage those on that storage; a storage precedes its node. If several name the same metric of
/// a guest, the order is guest, tag, pool, cluster; of two of one kind the first listed applies. The override that applies decides the
/// whole metric: what it omits comes from Rules, not from other overrides.
/// </summary>
public sealed class OverrideOptions
{
    /// <summary>A cluster, such as <c>lab</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary>A node, such as <c>lab/pve1</c>.</summary>
    public string? Node { get; init; }

    /// <summary>A storage, such as <c>lab/pve1/usb</c>, or <c>lab/shared/nas</c> for a shared storage, on all its nodes.</summary>
    public string? Storage { get; init; }

    /// <summary>A guest, such as <c>lab/100</c>.</summary>
    public string? Guest { get; init; }

    /// <summary>Guests with this tag, ignoring case.</summary>
    public string? Tag { get; init; }

    /// <summary>Guests in this pool.</summary>
    public string? Pool { get; init; }

    /// <summary>
    /// The rules by condition. A listed rule is enabled unless its <c>Enabled</c> is false. Conditions without thresholds can be switched:
    /// by node NODE_UNREACHABLE, NODE_ISOLATED, NODE_FROZEN, SERVICE_DOWN, STORAGE_UNAVAILABLE and CERT_EXPIRING, by storage
    /// STORAGE_UNAVAILABLE.
    /// </summary>
    public IDictionary<string, RuleOptions> Rules { get; init; } = new Dictionary<string, RuleOptions>(StringComparer.OrdinalIgnoreCase);
}
