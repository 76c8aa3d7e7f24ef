namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// When each repair is looked at next, in order. One that waits costs nothing until then. By a clock that nobody sets: how long the grain
/// has run.
/// </summary>
internal sealed class RepairTimetable
{
    private readonly SortedSet<Turn> _turns = new(new Order());
    private readonly Dictionary<string, Turn> _byIncident = new(StringComparer.Ordinal);

    /// <summary>When the next one is due; null where there is none.</summary>
    public TimeSpan? Next => _turns.Count == 0 ? null : _turns.Min.At;

    /// <summary>All of them, in their order.</summary>
    public IEnumerable<RepairCase> InOrder => _turns.Select(turn => turn.Case);

    /// <summary>Puts one in, or moves it.</summary>
    public void Set(RepairCase one, TimeSpan at)
    {
        Remove(one);
        var turn = new Turn(at, one.Recheck is not null, one.Plan.BeganAt, one.Plan.IncidentKey, one);
        _turns.Add(turn);
        _byIncident.Add(one.Id, turn);
    }

    /// <summary>Takes one out, where it is in.</summary>
    public void Remove(RepairCase one)
    {
        if (_byIncident.Remove(one.Id, out var turn)) _turns.Remove(turn);
    }

    /// <summary>Takes the first out that is due; null where none is.</summary>
    public RepairCase? DequeueDue(TimeSpan now)
    {
        if (Next is not { } at || at > now) return null;
        var one = _turns.Min.Case;
        Remove(one);
        return one;
    }

    private readonly record struct Turn(TimeSpan At, bool WasRefused, DateTimeOffset BeganAt, string Key, RepairCase Case);

    // Of those that are due at one moment, what was refused before lets what has just failed go first.
    private sealed class Order : IComparer<Turn>
    {
        public int Compare(Turn x, Turn y)
        {
            var order = x.At.CompareTo(y.At);
            if (order == 0) order = x.WasRefused.CompareTo(y.WasRefused);
            if (order == 0) order = x.BeganAt.CompareTo(y.BeganAt);
            if (order == 0) order = string.CompareOrdinal(x.Key, y.Key);
            return order != 0 ? order : string.CompareOrdinal(x.Case.Id, y.Case.Id);
        }
    }
}
