namespace OrleansMonitor.Trust.Judging.Truth;

/// <summary>What was true of one thing, from instant to instant.</summary>
/// <typeparam name="T">What can be true of it.</typeparam>
internal sealed class Line<T>
    where T : class
{
    private readonly List<(DateTimeOffset At, T Value)> _steps = [];

    public IReadOnlyList<(DateTimeOffset At, T Value)> Steps => _steps;

    /// <summary>Adds what is true from then on; of two at one instant the later counts.</summary>
    public void Add(DateTimeOffset at, T value)
    {
        if (_steps.Count > 0 && _steps[^1].At == at) _steps[^1] = (at, value);
        else _steps.Add((at, value));
    }

    /// <summary>What was true at an instant; null before the first.</summary>
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

    /// <summary>What was true just before an instant, and before what happened at it.</summary>
    public T? Before(DateTimeOffset at) => At(at - TimeSpan.FromTicks(1));

    /// <summary>When something held.</summary>
    public Spans When(Func<T, bool> holds) => new(Pieces().Where(piece => holds(piece.Value)).Select(piece => piece.Span));

    /// <summary>Each step with how long it lasted.</summary>
    public IEnumerable<(Span Span, T Value)> Pieces()
    {
        for (var index = 0; index < _steps.Count; index++)
            yield return (new(_steps[index].At, index + 1 < _steps.Count ? _steps[index + 1].At : DateTimeOffset.MaxValue),
                _steps[index].Value);
    }

    /// <summary>
    /// When a figure was too high: from where it rises above one limit until it falls to another. Between both it stays as it was, and so
    /// it does where it cannot be seen, which is NaN.
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
