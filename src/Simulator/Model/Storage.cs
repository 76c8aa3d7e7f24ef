namespace OrleansMonitor.Simulator.Model;

/// <summary>One storage as one node sees it; a shared one has the same <see cref="Ratio"/> everywhere.</summary>
internal sealed class Storage
{
    public required string Name { get; init; }
    public required string Plugin { get; init; }
    public required bool Shared { get; init; }
    public required string Content { get; init; }
    public required long Size { get; init; }
    public double Ratio { get; set; }
    public bool Active { get; set; } = true;

    /// <summary>Switched off, or kept to other nodes: it has no row, and its node's own list says <c>enabled 0</c>.</summary>
    public bool Disabled { get; set; }

    /// <summary>How full it is on this node alone: a directory that is marked shared though each node has its own.</summary>
    public double? OwnRatio { get; set; }
    public Published<PublishedNode> Sample;
    public long Used => (long)(Size * (OwnRatio ?? Ratio));
}

/// <summary>One systemd unit of the fixed list of <c>/nodes/N/services</c>.</summary>
internal sealed class ServiceUnit
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required bool Installed { get; init; }
    public bool Failed { get; set; }
    public int FailingRestarts { get; set; }

    /// <summary>Enabled, and does not run: it was stopped, or its start condition does not hold (corosync without a cluster).</summary>
    public bool Inactive { get; set; }
    public string State => !Installed ? "dead" : Failed ? "failed" : Inactive ? "dead" : "running";
    public string ActiveState => !Installed ? "inactive" : Failed ? "failed" : Inactive ? "inactive" : "active";
    public string UnitState => Installed ? "enabled" : "not-found";
}
