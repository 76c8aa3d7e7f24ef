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
    public Published<NodeSample> Sample;
    public long Used => (long)(Size * Ratio);
}

/// <summary>One systemd unit of the fixed list of <c>/nodes/N/services</c>.</summary>
internal sealed class ServiceUnit
{
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required bool Installed { get; init; }
    public bool Failed { get; set; }
    public int FailingRestarts { get; set; }
    public string State => !Installed ? "dead" : Failed ? "failed" : "running";
    public string ActiveState => !Installed ? "inactive" : Failed ? "failed" : "active";
    public string UnitState => Installed ? "enabled" : "not-found";
}
