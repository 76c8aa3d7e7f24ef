namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// When each repair is checked next, in order. A waiting repair costs nothing until then. Times are relative to the start of the grain, by
/// the monotonic clock.
/// </summary>
internal sealed class RepairTimetable
{
    private readonly SortedSet<Turn> _turns = new(new Order());
    private readonly Dictionary<string, Turn> _byIncident = new(StringComparer.Ordinal);

    /// <summary>When the next one is due; null if there is none.</summary>
    public TimeSpan? Next => _turns.Count == 0 ? null : _turns.Min.At;

    public IEnumerable<RepairCase> InOrder => _turns.Select(turn => turn.Case);

    public void Set(RepairCase repair, TimeSpan at)
    {
        Remove(repair);
        var turn = new Turn(at, repair.Recheck is not null, repair.Plan.BeganAt, repair.Plan.IncidentKey, repair);
        _turns.Add(turn);
        _byIncident.Add(repair.Id, turn);
    }

    public void Remove(RepairCase repair)
    {
        if (_byIncident.Remove(repair.Id, out var turn)) _turns.Remove(turn);
    }

    /// <summary>Removes and returns the first due repair; null if none is due.</summary>
    public RepairCase? DequeueDue(TimeSpan now)
    {
        if (Next is not { } at || at > now) return null;
        var repair = _turns.Min.Case;
        Remove(repair);
        return repair;
    }

    private readonly record struct Turn(TimeSpan At, bool WasRefused, DateTimeOffset BeganAt, string Key, RepairCase Case);

    // At the same time, new repairs come before those that were refused before.
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
