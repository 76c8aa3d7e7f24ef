using OrleansMonitor.Trust.Judging.Faults;
using OrleansMonitor.Trust.Judging.Truth;

namespace OrleansMonitor.Trust.Judging.Checks;

/// <summary>A play, laid out for judging.</summary>
/// <param name="World">What was true.</param>
/// <param name="Faults">What was truly wrong.</param>
/// <param name="Telling">What the monitor said.</param>
/// <param name="Bounds">What it promises.</param>
internal sealed record Case(World World, IReadOnlyList<Fault> Faults, Telling Telling, Bounds Bounds)
{
    private ILookup<string, Fault>? _causes;

    public IEnumerable<Fault> CausesOf(string key) =>
        (_causes ??= Faults.SelectMany(fault => fault.Causes.Select(cause => (cause, fault)))
        .ToLookup(pair => pair.cause, pair => pair.fault, StringComparer.Ordinal))[key];

    /// <summary>When nobody need know of a fault. The monitor's own blindness excuses neither itself nor its being cut off.</summary>
    public Spans Excused(Fault fault) =>
        fault.Kind is FaultKind.ClusterUnreachable or FaultKind.MonitorStorageFailed or FaultKind.MonitorBlind or FaultKind.ClockSet
        ? fault.Excused
        : World.Sight.Base.Or(fault.Excused);

    /// <summary>The instant by which an uninterrupted view has lasted for so long; null where none did before the story's end.</summary>
    public DateTimeOffset? Deadline(Spans excused, Span within, TimeSpan bound)
    {
        foreach (var seen in excused.Leave(new(within.From, Spans.Min(within.To, World.End))))
            if (seen.Length >= bound) return seen.From + bound;
        return null;
    }
}
