using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>A play, prepared for the checks.</summary>
/// <param name="World">The true states.</param>
/// <param name="Faults">The true faults.</param>
/// <param name="Output">The monitor's output.</param>
/// <param name="Bounds">The promised bounds.</param>
internal sealed record Case(World World, IReadOnlyList<Fault> Faults, MonitorOutput Output, Bounds Bounds)
{
    private ILookup<string, Fault>? _causes;

    public IEnumerable<Fault> CausesOf(string key) =>
        (_causes ??= Faults.SelectMany(fault => fault.Causes.Select(cause => (cause, fault)))
        .ToLookup(pair => pair.cause, pair => pair.fault, StringComparer.Ordinal))[key];

    /// <summary>When no report of a fault is required. Faults of the monitor itself are not excused by its own blindness.</summary>
    public Spans Excused(Fault fault) =>
        fault.Kind is FaultKind.ClusterUnreachable or FaultKind.MonitorStorageFailed or FaultKind.MonitorBlind or FaultKind.ClockSet
        ? fault.Excused
        : World.Observability.Base.Or(fault.Excused);

    /// <summary>The time at which the fault has been observable for so long without a break; null if it never was.</summary>
    public DateTimeOffset? Deadline(Spans excused, Span within, TimeSpan bound)
    {
        foreach (var seen in excused.Leave(new(within.From, Spans.Min(within.To, World.End))))
            if (seen.Length >= bound) return seen.From + bound;
        return null;
    }
}
