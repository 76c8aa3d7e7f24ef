using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// Some days of a cluster and its monitor. Stories are made from a seed, reduced by the shrinker, and written as scenarios. A story is
/// plain data; playing it twice gives the same result.
/// </summary>
public sealed record Story
{
    /// <summary>The start of every story.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    /// <summary>The seed that made it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The frequency of its chapters.</summary>
    public required StoryProfile Profile { get; init; }

    /// <summary>The simulated cluster.</summary>
    public required SimulatorOptions Cluster { get; init; }

    /// <summary>The number of endpoints that the monitor knows, from the first; null for all.</summary>
    public int? Endpoints { get; init; }

    /// <summary>The monitor's configuration, as below <c>Monitor</c> in <c>appsettings.json</c>, without clusters and database.</summary>
    public JsonObject Monitor { get; init; } = [];

    /// <summary>Whether the monitor has the act token.</summary>
    public bool Repairs { get; init; }

    /// <summary>Its length.</summary>
    public required TimeSpan RunFor { get; init; }

    /// <summary>The steps of the simulator's script, in order of time.</summary>
    public required IReadOnlyList<StoryStep> Steps { get; init; }

    /// <summary>The steps of the monitor, in order of time.</summary>
    public IReadOnlyList<MonitorStep> Life { get; init; } = [];

    /// <summary>The name of each group of steps by its number, such as <c>power cut</c>; for readers.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>The frequency of chapters.</summary>
public enum StoryProfile
{
    /// <summary>As in real estates: most days are quiet.</summary>
    Real,

    /// <summary>Frequent chapters, many at once.</summary>
    Stress,
}

/// <summary>A step of a simulator's script.</summary>
/// <param name="At">When, from the story's start.</param>
/// <param name="Do">The control action, such as <c>kill</c>.</param>
/// <param name="Arguments">Its arguments, such as <c>guest</c> or <c>node</c>.</param>
/// <param name="Group">Steps of one group belong together, such as a power cut and its end: the shrinker removes them as one.</param>
public sealed record StoryStep(TimeSpan At, string Do, JsonObject Arguments, int Group);

/// <summary>A step of the monitor: an event, or a command of a person.</summary>
/// <param name="At">When, from the story's start.</param>
/// <param name="Do">The action.</param>
/// <param name="Group">Steps of one group belong together.</param>
public sealed record MonitorStep(TimeSpan At, MonitorAction Do, int Group)
{
    /// <summary>By how much the machine's clock is set ahead, negative for back; for <see cref="MonitorAction.SetClock"/>.</summary>
    public TimeSpan By { get; init; }

    /// <summary>The level; for <see cref="MonitorAction.SetLevel"/>.</summary>
    public int Level { get; init; }

    /// <summary>Another configuration; for <see cref="MonitorAction.Start"/>, null for the same.</summary>
    public JsonObject? Monitor { get; init; }
}

/// <summary>The actions on a monitor.</summary>
public enum MonitorAction
{
    /// <summary>Its process is killed.</summary>
    Kill,

    /// <summary>It is stopped gracefully.</summary>
    Stop,

    /// <summary>It is started on its database.</summary>
    Start,

    /// <summary>Its own network is down: no endpoint can be reached.</summary>
    CutOff,

    /// <summary>Its network works again.</summary>
    Reconnect,

    /// <summary>Its database is unavailable.</summary>
    DatabaseAway,

    /// <summary>The database is available again.</summary>
    DatabaseBack,

    /// <summary>Its machine's wall clock is set.</summary>
    SetClock,

    /// <summary>Somebody sets the autonomy level.</summary>
    SetLevel,

    /// <summary>Somebody turns the kill switch on.</summary>
    KillSwitchOn,

    /// <summary>Somebody turns the kill switch off.</summary>
    KillSwitchOff,

    /// <summary>Somebody approves every proposal that is open.</summary>
    ApproveAll,

    /// <summary>Somebody rejects every proposal that is open.</summary>
    RejectAll,

    /// <summary>Somebody ends the pause after a storm.</summary>
    ResumeAfterStorm,
}
