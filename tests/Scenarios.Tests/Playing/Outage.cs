using System.Text.Json.Nodes;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A time in which the monitor does not watch.</summary>
internal sealed record Outage
{
    /// <summary>Its beginning, from the scenario's start.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>Its end.</summary>
    public required TimeSpan Until { get; init; }

    /// <summary>
    /// <c>killed</c>, <c>stopped</c>, <c>killed-mid-poll</c> (while an answer is awaited) or <c>cut-off</c> (its own network is down).
    /// </summary>
    public string How { get; init; } = "killed";

    /// <summary>The configuration that it is started with again, instead of the former one; null for the same.</summary>
    public JsonObject? Monitor { get; init; }
}
