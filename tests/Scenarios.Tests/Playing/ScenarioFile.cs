using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A whole scenario: the cluster, what happens to it and to the monitor, and what is demanded of the play.</summary>
internal sealed record ScenarioFile : MonitorSetup
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>What it shows, in a sentence.</summary>
    public required string Shows { get; init; }

    /// <summary>The rules that the scenario guards: with any of them taken out it must be told otherwise.</summary>
    public required string[] Guards { get; init; }

    /// <summary>How long it plays.</summary>
    public required TimeSpan RunFor { get; init; }

    /// <summary>The simulated cluster.</summary>
    public SimulatorOptions Cluster { get; init; } = new();

    /// <summary>Further clusters that the monitor watches and nothing happens to.</summary>
    public string[] Others { get; init; } = [];

    /// <summary>Incidents that rightly stand at the end.</summary>
    public string[] LeavesOpen { get; init; } = [];

    /// <summary>Incidents that rightly open more than once, by key.</summary>
    public Dictionary<string, int> Reopens { get; init; } = [];

    /// <summary>What happens to the monitor itself.</summary>
    public Outage[] Outages { get; init; } = [];

    /// <summary>What people do to the monitor.</summary>
    public Order[] Orders { get; init; } = [];

    /// <summary>The seed of the story that it was cut down from; null where somebody wrote it.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What else happens to the monitor, and cannot be played here.</summary>
    public JsonArray Life { get; init; } = [];

    /// <summary>What happens in the cluster: the simulator's own script.</summary>
    public required JsonArray Script { get; init; }

    /// <summary>The scenario of these members.</summary>
    /// <exception cref="JsonException">A member is missing, or one is there that no scenario has.</exception>
    public static ScenarioFile Read(JsonObject members) => members.Deserialize<ScenarioFile>(Json)!;
}
