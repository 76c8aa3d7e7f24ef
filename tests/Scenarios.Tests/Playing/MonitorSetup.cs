using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>How the monitor is set up to watch the clusters of a play.</summary>
internal record MonitorSetup
{
    /// <summary>The monitor's configuration, as below <c>Monitor</c> in <c>appsettings.json</c>.</summary>
    public JsonObject Monitor { get; init; } = [];

    /// <summary>
    /// Whether the monitor may act: it gets the act token, and the runbooks that its configuration names (all by default).
    /// </summary>
    public bool Repairs { get; init; }

    /// <summary>How many endpoints the monitor is told of, the first ones; null for all.</summary>
    public int? Endpoints { get; init; }

    /// <summary>The SHA-256 fingerprint that the monitor pins instead of the cluster's own.</summary>
    public string? Fingerprint { get; init; }
}
