using System.Globalization;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Time;

/// <summary>The machine's clock was set, not disciplined.</summary>
/// <param name="By">By how much; negative where it was set back.</param>
/// <param name="At">When that was noticed, by the monitor's own time.</param>
/// <param name="Machine">When that was by the machine's clock.</param>
/// <param name="Followed">Whether the monitor's own time comes closer to the machine's clock (<see cref="SteadyClock.Rate"/>); false where it does so with the next start only.</param>
public sealed record ClockStep(TimeSpan By, DateTimeOffset At, DateTimeOffset Machine, bool Followed)
{
    /// <summary>True where the monitor was not running when it was set.</summary>
    public bool AtStart { get; init; }

    /// <summary>The event that tells of it.</summary>
    /// <param name="machine">The machine's name.</param>
    public MonitorEvent Event(string machine)
    {
        var span = InWords.Span(TimeSpan.FromSeconds(Math.Round(By.TotalSeconds)));
        var title = AtStart ? $"The clock of {machine} is {span} behind what is on record" : $"The clock of {machine} was set {(By < TimeSpan.Zero ? "back" : "forward")} by {span}";
        var id = string.Create(CultureInfo.InvariantCulture, $"clock:{machine}:{At.ToUnixTimeMilliseconds()}:{(long)By.TotalMilliseconds}");
        return EventComposer.System(id, At, Severity.Warning, EventSource.Monitor, null, title, $"{title}. {Consequence}");
    }

    private string Consequence => (AtStart, Followed) switch
    {
        (_, true) => $"The monitor's own times follow it by {SteadyClock.Rate * 3600:0} s an hour; polls, limits and pauses go on as before.",
        (true, false) => "It was set back while the monitor was not running: some times on record are yet to come.",
        _ => "The monitor's own times go on by the old clock until it is started again; polls, limits and pauses go on as before.",
    };
}
