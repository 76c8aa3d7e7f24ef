namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>What somebody asks of the monitor while it runs.</summary>
internal sealed record Order
{
    /// <summary>When, from the scenario's start.</summary>
    public required TimeSpan At { get; init; }

    /// <summary><c>level</c>, <c>kill-switch</c>, <c>approve</c>, <c>reject</c> or <c>resume-after-storm</c>.</summary>
    public required string Do { get; init; }

    /// <summary>Who.</summary>
    public string By { get; init; } = "anna";

    /// <summary>The autonomy level that is set.</summary>
    public int Level { get; init; }

    /// <summary>Whether the kill switch is thrown or released.</summary>
    public bool Active { get; init; }

    /// <summary>The incident whose repair is approved or rejected, by key.</summary>
    public string Incident { get; init; } = "";
}
