namespace OrleansMonitor.Hosting.Options;

/// <summary>
/// Other thresholds and switches for some entities, on top of <see cref="MonitorOptions.Rules"/>. Exactly one of Cluster, Node, Storage,
/// Guest, Tag and Pool says for which; Cluster may stand besides Tag or Pool. An override by guest, tag or pool changes rules on guests,
/// one by node those on the node and its parts, one by storage those on that storage; it comes before its node's. Of several that name a
/// figure of a guest, its own comes before its tags', these before its pool's, that before its cluster's; of two alike, the first one
/// written. The one that counts decides the whole figure: what it leaves out is as in Rules, not as in the others.
/// </summary>
public sealed class OverrideOptions
{
    /// <summary>A cluster, such as <c>lab</c>.</summary>
    public string? Cluster { get; init; }

    /// <summary>A node, such as <c>lab/pve1</c>.</summary>
    public string? Node { get; init; }

    /// <summary>
    /// A storage, such as <c>lab/pve1/usb</c>, or <c>lab/shared/nas</c> for one that nodes share: that means the storage on each of them.
    /// </summary>
    public string? Storage { get; init; }

    /// <summary>A guest, such as <c>lab/100</c>.</summary>
    public string? Guest { get; init; }

    /// <summary>Guests with this tag, in either case.</summary>
    public string? Tag { get; init; }

    /// <summary>Guests in this pool.</summary>
    public string? Pool { get; init; }

    /// <summary>
    /// The thresholds by condition. A rule that is named is on unless its <c>Enabled</c> is false. Conditions without thresholds can be
    /// switched: by node NODE_UNREACHABLE, NODE_ISOLATED, NODE_FROZEN, SERVICE_DOWN, STORAGE_UNAVAILABLE and CERT_EXPIRING, by storage
    /// STORAGE_UNAVAILABLE.
    /// </summary>
    public IDictionary<string, RuleOptions> Rules { get; init; } = new Dictionary<string, RuleOptions>(StringComparer.OrdinalIgnoreCase);
}
