using System.Text.Json.Nodes;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Trust.Stories;

/// <summary>
/// Some days of a cluster and of the monitor that watches it. Made from a seed, cut down by the shrinker, and written as a scenario folder:
/// a story is plain data, and playing it twice gives the same.
/// </summary>
public sealed record Story
{
    /// <summary>When every story begins.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    /// <summary>The seed that made it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How often things happen in it.</summary>
    public required StoryProfile Profile { get; init; }

    /// <summary>The simulated cluster.</summary>
    public required SimulatorOptions Cluster { get; init; }

    /// <summary>How many endpoints the monitor knows, the first ones; null for all.</summary>
    public int? Endpoints { get; init; }

    /// <summary>The monitor's configuration, as below <c>Monitor</c> in <c>appsettings.json</c>, without clusters and database.</summary>
    public JsonObject Monitor { get; init; } = [];

    /// <summary>Whether the monitor has the act token.</summary>
    public bool Repairs { get; init; }

    /// <summary>How long it plays.</summary>
    public required TimeSpan RunFor { get; init; }

    /// <summary>What happens in the cluster, in order of time: the steps of a simulator's script.</summary>
    public required IReadOnlyList<StoryStep> Steps { get; init; }

    /// <summary>What happens to the monitor, in order of time.</summary>
    public IReadOnlyList<MonitorStep> Life { get; init; } = [];

    /// <summary>What each group of steps is, by its number, such as <c>power cut</c>; for readers.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

/// <summary>How often things happen.</summary>
public enum StoryProfile
{
    /// <summary>As in real estates: most days are quiet.</summary>
    Real,

    /// <summary>Everything happens often, and much of it at once.</summary>
    Stress,
}

/// <summary>One step of a simulator's script.</summary>
/// <param name="At">When, from the story's start.</param>
/// <param name="Do">The control action, such as <c>kill</c>.</param>
/// <param name="Arguments">Its arguments, such as <c>guest</c> or <c>node</c>.</param>
/// <param name="Group">Steps of one group belong together, such as a power cut and its end: the shrinker removes them as one.</param>
public sealed record StoryStep(TimeSpan At, string Do, JsonObject Arguments, int Group);

/// <summary>One thing that happens to the monitor, or that somebody asks of it.</summary>
/// <param name="At">When, from the story's start.</param>
/// <param name="Do">What.</param>
/// <param name="Group">Steps of one group belong together.</param>
public sealed record MonitorStep(TimeSpan At, MonitorAction Do, int Group)
{
    /// <summary>How far the machine's clock is set ahead, negative for back; for <see cref="MonitorAction.SetClock"/>.</summary>
    public TimeSpan By { get; init; }

    /// <summary>The level; for <see cref="MonitorAction.SetLevel"/>.</summary>
    public int Level { get; init; }

    /// <summary>Another configuration; for <see cref="MonitorAction.Start"/>, null for the same.</summary>
    public JsonObject? Monitor { get; init; }
}

/// <summary>What can happen to a monitor.</summary>
public enum MonitorAction
{
    /// <summary>Its process is killed.</summary>
    Kill,

    /// <summary>It is stopped in good order.</summary>
    Stop,

    /// <summary>It is started again on its database.</summary>
    Start,

    /// <summary>Its own network is down: no endpoint can be reached.</summary>
    CutOff,

    /// <summary>Its network works again.</summary>
    Reconnect,

    /// <summary>Its database refuses everything.</summary>
    DatabaseAway,

    /// <summary>The database serves again.</summary>
    DatabaseBack,

    /// <summary>Its machine's wall clock is set.</summary>
    SetClock,

    /// <summary>Somebody sets the autonomy level.</summary>
    SetLevel,

    /// <summary>Somebody throws the kill switch.</summary>
    KillSwitchOn,

    /// <summary>Somebody releases the kill switch.</summary>
    KillSwitchOff,

    /// <summary>Somebody approves every proposal that is open.</summary>
    ApproveAll,

    /// <summary>Somebody rejects every proposal that is open.</summary>
    RejectAll,

    /// <summary>Somebody ends the pause after a storm.</summary>
    ResumeAfterStorm,
}
