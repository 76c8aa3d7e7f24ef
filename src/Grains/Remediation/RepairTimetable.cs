namespace OrleansMonitor.Grains.Remediation;

/// <summary>When each repair is looked at next, in order. One that waits costs nothing until then.</summary>
internal sealed class RepairTimetable
{
    private readonly SortedSet<Turn> _turns = [];
    private readonly Dictionary<string, Turn> _byIncident = new(StringComparer.Ordinal);

    /// <summary>When the next one is due; null where there is none.</summary>
    public DateTimeOffset? Next => _turns.Count == 0 ? null : _turns.Min.At;

    /// <summary>All of them, in their order.</summary>
    public IEnumerable<RepairCase> InOrder => _turns.Select(turn => turn.Case);

    /// <summary>Puts one in, or moves it.</summary>
    public void Set(RepairCase one, DateTimeOffset at)
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

    /// <summary>When one is due; null where it is not in.</summary>
    public DateTimeOffset? DueOf(RepairCase one) => _byIncident.TryGetValue(one.Id, out var turn) ? turn.At : null;

    /// <summary>Takes the first out that is due; null where none is.</summary>
    public RepairCase? TakeDue(DateTimeOffset now)
    {
        if (Next is not { } at || at > now) return null;
        var one = _turns.Min.Case;
        Remove(one);
        return one;
    }

    // Of those that are due at one moment, what was refused before lets what has just failed go first.
    private readonly record struct Turn(DateTimeOffset At, bool WasRefused, DateTimeOffset BeganAt, string Key, RepairCase Case) : IComparable<Turn>
    {
        public int CompareTo(Turn other)
        {
            var order = At.CompareTo(other.At);
            if (order == 0) order = WasRefused.CompareTo(other.WasRefused);
            if (order == 0) order = BeganAt.CompareTo(other.BeganAt);
            if (order == 0) order = string.CompareOrdinal(Key, other.Key);
            return order != 0 ? order : string.CompareOrdinal(Case.Id, other.Case.Id);
        }
    }
}
