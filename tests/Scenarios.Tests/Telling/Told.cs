namespace OrleansMonitor.Scenarios.Tests.Telling;

/// <summary>One line of a narration before it is written.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">Who tells or what happened: truth, monitor, change, opened, resolved, audit …</param>
/// <param name="Text">In words.</param>
internal sealed record Told(DateTimeOffset At, string Kind, string Text)
{
    /// <summary>What it is about, which orders what happens at one moment.</summary>
    public string Entity { get; init; } = "";

    /// <summary>Its place among others about the same thing.</summary>
    public long Order { get; init; }
}
