using System.Globalization;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Time;

/// <summary>A step of the machine's clock: it was set, not slewed.</summary>
/// <param name="By">The size; negative if the clock was set back.</param>
/// <param name="At">When it was detected, by the monitor's time.</param>
/// <param name="Machine">When it was detected, by the machine's clock.</param>
/// <param name="Followed">Whether the monitor's time approaches the machine's clock (<see cref="SteadyClock.Rate"/>); false if only after a
/// restart.</param>
public sealed record ClockStep(TimeSpan By, DateTimeOffset At, DateTimeOffset Machine, bool Followed)
{
    /// <summary>When the process started, if the clock was set before that; else null.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>True if derived from nodes' clocks, which have whole seconds.</summary>
    public bool Measured { get; init; }

    /// <summary>A step found after a start by the nodes' clocks.</summary>
    /// <param name="moved">How far the monitor's time moved relative to them.</param>
    /// <param name="at">When it was found.</param>
    /// <param name="clock">The monitor's time.</param>
    public static ClockStep FoundAtStart(TimeSpan moved, DateTimeOffset at, SteadyClock clock) =>
        new(moved + (clock.MachineNow - clock.GetUtcNow()), at, clock.MachineNow, Followed: false) { Start = clock.Start, Measured = true };

    /// <summary>The event for the step.</summary>
    /// <param name="machine">The machine's name.</param>
    public MonitorEvent Event(string machine)
    {
        var span = Humanize.Span(TimeSpan.FromSeconds(Math.Round(By.TotalSeconds)));
        var about = Measured ? "about " : "";
        var title = (Start is null, By < TimeSpan.Zero) switch
        {
            (true, true) => $"The clock of {machine} was set back by {span}",
            (true, false) => $"The clock of {machine} was set forward by {span}",
            (false, true) => $"The clock of {machine} is {about}{span} behind the time on record",
            (false, false) => $"The clock of {machine} is {about}{span} ahead of the time on record",
        };

        // A start may detect the same step in several ways; it is reported once.
        var moment = Start is { } start
            ? string.Create(CultureInfo.InvariantCulture, $"start:{start.ToUnixTimeMilliseconds()}")
            : string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}:{(long)By.TotalMilliseconds}");
        var id = $"clock:{machine}:{moment}";
        return EventComposer.System(id, At, Severity.Warning, EventSource.Monitor, null, title, $"{title}. {Consequence}");
    }

    private string Consequence => (Start is not null, Followed) switch
    {
        (_, true) =>
            $"The monitor's own times follow it by {SteadyClock.Rate * 3600:0} s an hour; polls, limits and pauses go on as before.",
        (true, false) when By < TimeSpan.Zero =>
            "What is on record with a time that is yet to come counts as if it had happened at the start.",
        (true, false) => "Times on record are by the old clock, so limits that count from them may end early.",
        _ => "The monitor's own times go on by the old clock until it is started again; polls, limits and pauses go on as before.",
    };
}
