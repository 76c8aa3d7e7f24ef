using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Dashboard.Workbench;

/// <summary>A bulk command as it is carried out: one incident after the other. What fails for one does not stop the others.</summary>
internal sealed class BulkRun(IReadOnlyList<Incident> incidents)
{
    private readonly List<BulkFailure> _failures = [];

    /// <summary>How many incidents it is for.</summary>
    public int Total => incidents.Count;

    /// <summary>For how many it was done or failed.</summary>
    public int Finished { get; private set; }

    public int Succeeded => Finished - _failures.Count;

    /// <summary>What failed, in the order of the incidents.</summary>
    public IReadOnlyList<BulkFailure> Failures => _failures;

    public bool IsOver { get; private set; }

    /// <summary>Carries it out until its end or until it is stopped; never throws for a single incident.</summary>
    /// <param name="one">Carries it out for one incident; returns why it was refused, or null.</param>
    /// <param name="progressed">Called after each incident.</param>
    /// <param name="stop">Begins no further incident.</param>
    public async Task RunAsync(Func<Incident, Task<string?>> one, Action progressed, CancellationToken stop)
    {
        foreach (var incident in incidents)
        {
            if (stop.IsCancellationRequested) break;
            if (await TryAsync(one, incident) is { } reason) _failures.Add(new(incident, reason));
            Finished++;
            progressed();
        }

        IsOver = true;
    }

    private static async Task<string?> TryAsync(Func<Incident, Task<string?>> one, Incident incident)
    {
        try
        {
            return await one(incident);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return problem.Message;
        }
    }
}

/// <summary>An incident for which a bulk command failed.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Reason">Why, as text.</param>
internal sealed record BulkFailure(Incident Incident, string Reason);
