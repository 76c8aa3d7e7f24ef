namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>The true states of one object over time.</summary>
/// <typeparam name="T">The type of a state.</typeparam>
internal sealed class Timeline<T>
    where T : class
{
    private readonly List<(DateTimeOffset At, T Value)> _steps = [];

    public IReadOnlyList<(DateTimeOffset At, T Value)> Steps => _steps;

    /// <summary>Adds a state from a time on. It replaces one of the same time.</summary>
    public void Add(DateTimeOffset at, T value)
    {
        if (_steps.Count > 0 && _steps[^1].At == at) _steps[^1] = (at, value);
        else _steps.Add((at, value));
    }

    /// <summary>The state at a time; null before the first.</summary>
    public T? At(DateTimeOffset at)
    {
        var (low, high) = (0, _steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].At <= at) low = middle + 1;
            else high = middle;
        }

        return low == 0 ? null : _steps[low - 1].Value;
    }

    /// <summary>The state just before a time.</summary>
    public T? Before(DateTimeOffset at) => At(at - TimeSpan.FromTicks(1));

    /// <summary>The times when a condition held.</summary>
    public Spans When(Func<T, bool> holds) => new(Pieces().Where(piece => holds(piece.Value)).Select(piece => piece.Span));

    /// <summary>Each state with its span.</summary>
    public IEnumerable<(Span Span, T Value)> Pieces()
    {
        for (var index = 0; index < _steps.Count; index++)
            yield return (new(_steps[index].At, index + 1 < _steps.Count ? _steps[index + 1].At : DateTimeOffset.MaxValue),
                _steps[index].Value);
    }

    /// <summary>
    /// When a value was too high: from rising above one limit until it falls to another. Between both, and for NaN (unknown), it keeps its
    /// state.
    /// </summary>
    public Spans Latched(Func<T, double?> figure, double raiseAt, double clearAt)
    {
        var (spans, since) = (new List<Span>(), (DateTimeOffset?)null);
        foreach (var (at, value) in _steps)
        {
            if (figure(value) is not { } now) now = double.NegativeInfinity;
            if (double.IsNaN(now)) continue;
            if (since is null && now > raiseAt) since = at;
            if (since is not { } begun || now > clearAt) continue;
            spans.Add(new(begun, at));
            since = null;
        }

        if (since is { } still) spans.Add(new(still, DateTimeOffset.MaxValue));
        return new(spans);
    }
}
