using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary><c>topology.json</c>: the cluster, the monitor's configuration, and what is demanded of the play.</summary>
internal sealed record Topology
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The rules that the scenario guards: with any of them taken out it must be told otherwise.</summary>
    public required string[] Guards { get; init; }

    /// <summary>How long it plays.</summary>
    public required TimeSpan RunFor { get; init; }

    /// <summary>The simulated cluster; what <c>--scenario</c> of the simulator reads.</summary>
    public SimulatorOptions Cluster { get; init; } = new();

    /// <summary>The monitor's configuration, as below <c>Monitor</c> in <c>appsettings.json</c>.</summary>
    public JsonObject Monitor { get; init; } = [];

    /// <summary>What happens to the monitor itself.</summary>
    public Outage[] Outages { get; init; } = [];

    /// <summary>Whether the monitor may act: it gets the act token, and the runbooks that its configuration names (all by default).</summary>
    public bool Repairs { get; init; }

    /// <summary>What people do to the monitor.</summary>
    public Order[] Orders { get; init; } = [];

    /// <summary>Further clusters that the monitor watches and nothing happens to.</summary>
    public string[] Others { get; init; } = [];

    /// <summary>Incidents that rightly stand at the end.</summary>
    public string[] LeavesOpen { get; init; } = [];

    /// <summary>Incidents that rightly open more than once, by key.</summary>
    public Dictionary<string, int> Reopens { get; init; } = [];

    /// <summary>How many endpoints the monitor is told of, the first ones; null for all.</summary>
    public int? Endpoints { get; init; }

    /// <summary>The SHA-256 fingerprint that the monitor pins instead of the cluster's own.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The seed of the story that it was cut down from; null where somebody wrote it.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What else happens to the monitor, and cannot be played here.</summary>
    public JsonArray Life { get; init; } = [];

    public static Topology Load(string file) => JsonSerializer.Deserialize<Topology>(File.ReadAllText(file), Json)!;
}

/// <summary>A time in which the monitor does not watch.</summary>
internal sealed record Outage
{
    /// <summary>Its beginning, from the scenario's start.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>Its end.</summary>
    public required TimeSpan Until { get; init; }

    /// <summary><c>killed</c>, <c>stopped</c>, <c>killed-mid-poll</c> (while an answer is awaited) or <c>cut-off</c> (its own network is down).</summary>
    public string How { get; init; } = "killed";

    /// <summary>The configuration that it is started with again, instead of the former one; null for the same.</summary>
    public JsonObject? Monitor { get; init; }
}

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
