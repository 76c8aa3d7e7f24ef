using OrleansMonitor.Domain.Runbooks;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>
/// The repairs of one round in their order: as many at a time as may be, the rest wait and say so. Repairs may come while others are at work. Everything
/// runs in turns of the grain that owns it.
/// </summary>
/// <param name="most">How many at a time.</param>
/// <param name="go">Takes one as far as it goes now; must not throw. False where it broke off.</param>
/// <param name="wait">Writes down that one waits for its turn; must not throw.</param>
internal sealed class RepairQueue(int most, Func<Repair, Task<bool>> go, Func<Repair, Task> wait)
{
    private readonly Dictionary<string, Repair> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<Repair> _running = [];
    private readonly List<Task> _turns = [];
    private List<Repair> _waiting = [];
    private TaskCompletionSource _news = New();

    /// <summary>Each repair of the round.</summary>
    public IReadOnlyCollection<Repair> All => _all.Values;

    /// <summary>Incidents whose repairs are at work. One whose end is written is not, though its turn is not over yet.</summary>
    public IEnumerable<string> AtWork => _begun.Where(id => _all[id].Journal.Last?.Mark is not (JournalMark.Succeeded or JournalMark.Failed or JournalMark.Escalated or JournalMark.Withdrawn));

    /// <summary>Incidents whose repairs wait for their turn.</summary>
    public IEnumerable<string> Waiting => _all.Values.Where(repair => repair.Journal.Refused is { OnlyWaitsForTurn: true }).Select(repair => repair.Plan.IncidentId);

    /// <summary>Forgets the last round.</summary>
    public void Clear()
    {
        _all.Clear();
        _begun.Clear();
        _waiting.Clear();
    }

    public bool Has(string incidentId) => _all.ContainsKey(incidentId);

    /// <summary>Takes repairs in, behind those that are under way and those that failed before.</summary>
    public void Add(IEnumerable<Repair> repairs)
    {
        foreach (var repair in repairs)
        {
            if (!_all.TryAdd(repair.Plan.IncidentId, repair)) continue;
            if (repair.Journal.InFlight) _begun.Add(repair.Plan.IncidentId);
            _waiting.Add(repair);
        }

        // What is under way holds the cluster's turn; what was refused is only looked at again, and lets what has just failed go first.
        _waiting = [.. _waiting.OrderByDescending(repair => repair.Journal.InFlight).ThenBy(repair => repair.Recheck is not null).ThenBy(repair => repair.Plan.BeganAt).ThenBy(repair => repair.Plan.IncidentKey, StringComparer.Ordinal)];
        Tell();
    }

    /// <summary>Who has its turn writes something down: until that is known to be over it counts as at work.</summary>
    public void Begin(Repair repair)
    {
        if (_running.Contains(repair)) _begun.Add(repair.Plan.IncidentId);
    }

    /// <summary>The targets of all others that are at work.</summary>
    public IEnumerable<EntityId> Beside(Repair repair) => _all.Values
        .Where(other => other != repair && (_running.Contains(other) || _begun.Contains(other.Plan.IncidentId)))
        .OrderBy(other => other.Plan.IncidentKey, StringComparer.Ordinal)
        .Select(other => other.Plan.Action.Target);

    /// <summary>Others wait from here on, or have come.</summary>
    public void Tell() => _news.TrySetResult();

    /// <summary>Goes on until none is left.</summary>
    public async Task Run(CancellationToken stopping)
    {
        while (true)
        {
            while (_turns.Count < most && _waiting.Count > 0 && !stopping.IsCancellationRequested) _turns.Add(Turn());
            if (_turns.Count == 0) return;
            await Task.WhenAny([.. _turns, _news.Task]);
            _turns.RemoveAll(turn => turn.IsCompleted);
            if (!_news.Task.IsCompleted) continue;
            _news = New();
            if (_turns.Count < most) continue;

            // Nobody takes a turn meanwhile, so that a journal has one writer.
            foreach (var repair in _waiting.ToList()) await wait(repair);
        }
    }

    private async Task Turn()
    {
        var repair = _waiting[0];
        _waiting.RemoveAt(0);
        _running.Add(repair);
        if (repair.Journal.InFlight) Tell();
        var done = await go(repair);
        _running.Remove(repair);
        if (done && !repair.Journal.InFlight) _begun.Remove(repair.Plan.IncidentId);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
