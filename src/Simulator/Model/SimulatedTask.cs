namespace OrleansMonitor.Simulator.Model;

/// <summary>A task of a node, as listed in <c>/nodes/N/tasks</c>. Times are epoch seconds on the node's clock.</summary>
internal sealed class SimulatedTask
{
    /// <summary>Its number among all tasks of the cluster, from 1.</summary>
    public required long Order { get; init; }
    public required string Upid { get; init; }
    public required Node Node { get; init; }
    public required int Pid { get; init; }
    public required long PStart { get; init; }
    public required long StartTime { get; init; }
    public required string Type { get; init; }
    public required string Id { get; init; }
    public required string User { get; init; }
    public string? TokenId { get; init; }
    public List<string> Log { get; } = [];
    public long? EndTime { get; set; }
    public string? Status { get; set; }

    /// <summary>Its node lost power, so no result is ever written.</summary>
    public bool Orphaned { get; set; }

    public bool Running => EndTime is null;
    public bool Alive => EndTime is null && !Orphaned;
    public string FullUser => TokenId is null ? User : $"{User}!{TokenId}";
}
