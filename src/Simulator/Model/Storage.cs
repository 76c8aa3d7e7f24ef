namespace OrleansMonitor.Simulator.Model;

/// <summary>A storage on one node. A shared one has the same <see cref="Ratio"/> everywhere.</summary>
internal sealed class Storage
{
    public required string Name { get; init; }
    public required string Plugin { get; init; }
    public required bool Shared { get; init; }
    public required string Content { get; init; }
    public required long Size { get; init; }
    public double Ratio { get; set; }
    public bool Active { get; set; } = true;

    /// <summary>Disabled, or restricted to other nodes: it has no row, and its node's own list has <c>enabled 0</c>.</summary>
    public bool Disabled { get; set; }

    /// <summary>How full it is on this node only: a directory wrongly marked as shared.</summary>
    public double? OwnRatio { get; set; }
    public Published<PublishedNode> Sample;
    public long Used => (long)(Size * (OwnRatio ?? Ratio));
}

/// <summary>A systemd unit in the fixed list of <c>/nodes/N/services</c>.</summary>
internal sealed class ServiceUnit
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required bool Installed { get; init; }
    public bool Failed { get; set; }
    public int FailingRestarts { get; set; }

    /// <summary>Enabled but not running: it was stopped, or its start condition does not hold (corosync without a cluster).</summary>
    public bool Inactive { get; set; }
    public string State => Describe(running: "running", stopped: "dead");
    public string ActiveState => Describe(running: "active", stopped: "inactive");
    public string UnitState => Installed ? "enabled" : "not-found";

    private string Describe(string running, string stopped)
    {
        if (!Installed) return stopped;
        if (Failed) return "failed";
        return Inactive ? stopped : running;
    }
}
