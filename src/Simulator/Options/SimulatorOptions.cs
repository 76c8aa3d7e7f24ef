using OrleansMonitor.Simulator.Clusters;

namespace OrleansMonitor.Simulator.Options;

/// <summary>What to simulate. Validated at the start; <see cref="Validate"/> lists all problems.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Name of the cluster, and of the row <c>type:cluster</c>.</summary>
    public string ClusterName { get; init; } = "demo";

    /// <summary>Number of nodes, 1–1000; they are called pve1, pve2, …</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Number of guests, 0–200,000; VMIDs count up from 100.</summary>
    public int Guests { get; init; } = 40;

    /// <summary>TCP port of every node; 0 finds a free one.</summary>
    public int Port { get; init; }

    /// <summary>Proxmox VE version; 8.x and 9.x differ as in api-facts §10.</summary>
    public string Version { get; init; } = "8.4.21";

    /// <summary>Seed of everything random: the same seed and actions give the same run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many nodes listen; the others are reachable through these only.</summary>
    public int ListenOn { get; init; } = 16;

    /// <summary>One node without a cluster: <c>/cluster/status</c> has no cluster row. Needs <see cref="Nodes"/> = 1.</summary>
    public bool Standalone { get; init; }

    /// <summary>How long things take.</summary>
    public SimulatorTimings Timings { get; init; } = new();

    /// <summary>Share of running guests, 0–1, whose metrics move by more than 2 % per publish; the others jitter below 0.2 %.</summary>
    public double Churn { get; init; } = 0.05;

    /// <summary>Share of guests, 0–1, that are stopped at the start.</summary>
    public double StoppedShare { get; init; } = 0.05;

    /// <summary>Secret of the read token <c>monitor@pve!read</c>; null derives one from the seed.</summary>
    public string? ReadTokenSecret { get; init; }

    /// <summary>Secret of the act token <c>monitor@pve!act</c>; null derives one from the seed.</summary>
    public string? ActTokenSecret { get; init; }

    /// <summary>
    /// Whether <see cref="SimulatedCluster.Changed"/> also publishes states, as changes of the kind <c>state</c>: first all of them, then
    /// each that changes. It costs a check of every guest after each event.
    /// </summary>
    public bool TellsStates { get; init; }

    /// <summary>Password of the user <c>monitor@pve</c> for <c>POST /access/ticket</c>.</summary>
    public string Password { get; init; } = "simulator";

    internal bool IsVersion9 => !Version.StartsWith("8.", StringComparison.Ordinal);

    /// <summary>All problems of these options, as sentences; empty if they are valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(ClusterName)) problems.Add("ClusterName must not be empty.");
        if (Nodes is < 1 or > 1000) problems.Add($"Nodes must be between 1 and 1000, but is {Nodes}.");
        if (Guests is < 0 or > 200_000) problems.Add($"Guests must be between 0 and 200000, but is {Guests}.");
        if (Port is < 0 or > 65535) problems.Add($"Port must be between 0 and 65535, but is {Port}.");
        if (ListenOn < 1) problems.Add($"ListenOn must be at least 1, but is {ListenOn}.");
        if (Standalone && Nodes != 1) problems.Add($"Standalone means one node, but Nodes is {Nodes}.");
        if (Churn is < 0 or > 1 or double.NaN) problems.Add("Churn must be between 0 and 1.");
        if (StoppedShare is < 0 or > 1 or double.NaN) problems.Add("StoppedShare must be between 0 and 1.");
        if (!System.Version.TryParse(Version, out var version) || version.Major is not (8 or 9))
            problems.Add($"Version must be 8.x or 9.x, but is '{Version}'.");
        if (Timings.PublishPeriod <= TimeSpan.Zero) problems.Add("Timings.PublishPeriod must be positive.");
        return problems;
    }
}
