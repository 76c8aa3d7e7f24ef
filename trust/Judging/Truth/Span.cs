namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>A time span with an exclusive end; an open one ends at <see cref="DateTimeOffset.MaxValue"/>.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Span(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    public bool Holds(DateTimeOffset at) => From <= at && at < To;

    public bool Meets(Span other) => From < other.To && other.From < To;

    /// <summary>Begins earlier by <paramref name="before"/> and ends later by <paramref name="after"/>.</summary>
    public Span Widen(TimeSpan before, TimeSpan after) => new(From - before, To == DateTimeOffset.MaxValue ? To : To + after);
}

/// <summary>Separate time spans in order.</summary>
internal sealed class Spans
{
    private readonly List<Span> _all = [];

    public Spans(IEnumerable<Span> spans)
    {
        foreach (var span in spans.Where(span => span.From < span.To).OrderBy(span => span.From))
        {
            if (_all.Count > 0 && span.From <= _all[^1].To) _all[^1] = new(_all[^1].From, span.To > _all[^1].To ? span.To : _all[^1].To);
            else _all.Add(span);
        }
    }

    public static Spans None { get; } = new([]);

    public IReadOnlyList<Span> All => _all;

    public bool Holds(DateTimeOffset at) => Find(at) is not null;

    public Span? Find(DateTimeOffset at)
    {
        foreach (var span in _all)
        {
            if (span.From > at) return null;
            if (span.Holds(at)) return span;
        }

        return null;
    }

    public Spans Or(Spans other) => new(_all.Concat(other._all));

    public Spans And(Spans other) => Within(_all.SelectMany(span => other._all.Where(span.Meets)
        .Select(met => new Span(Max(span.From, met.From), Min(span.To, met.To)))));

    /// <summary>The parts of a span outside of these.</summary>
    public IEnumerable<Span> Leave(Span stretch)
    {
        var from = stretch.From;
        foreach (var span in _all.Where(span => span.Meets(stretch)))
        {
            if (span.From > from) yield return new(from, span.From);
            from = Max(from, span.To);
        }

        if (from < stretch.To) yield return new(from, stretch.To);
    }

    /// <summary>Widens each span.</summary>
    public Spans Widen(TimeSpan before, TimeSpan after) => new(_all.Select(span => span.Widen(before, after)));

    public static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    public static DateTimeOffset Min(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static Spans Within(IEnumerable<Span> spans) => new(spans);
}
