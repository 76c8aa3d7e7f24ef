using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Guardrails;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Remediation;

/// <summary>Looks at everything open of a cluster, round after round, while somebody asks for it. Runs in turns of the grain that owns it.</summary>
internal sealed partial class RepairRounds(
    ClusterName cluster, OpenRepairs open, RemediationMemory memory, RemediationRun run, IAuditStore audit, MonitorSettings settings, TimeProvider time, ILogger log)
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<string> _renewed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Recheck> _rechecks = new(StringComparer.Ordinal);
    private RepairQueue? _queue;
    private string _around = "";
    private Task _intake = Task.CompletedTask;
    private bool _wanted;

    /// <summary>What is at work and what waits.</summary>
    public RepairQueue Queue => _queue ??= new(settings.Guardrails.MaxConcurrentPerCluster, Go, Wait);

    /// <summary>Ends when nothing more can be done now.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Asks for another round; while one runs, what has opened since is taken in.</summary>
    public void Poke()
    {
        _wanted = true;
        if (Running.IsCompleted) Running = Rounds();
        else if (_intake.IsCompleted) _intake = Intake();
    }

    /// <summary>A person wants it proposed anew.</summary>
    public void Renew(string incidentId) => _renewed.Add(incidentId);

    /// <summary>Stops waiting; what is being sent is finished.</summary>
    public async Task Stop(CancellationToken patience)
    {
        await _stopping.CancelAsync();
        await Running.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task Rounds()
    {
        try
        {
            while (_wanted && !_stopping.IsCancellationRequested)
            {
                _wanted = false;
                Queue.Clear();
                await TakeIn();
                await Queue.Run(_stopping.Token);
                await _intake;
            }
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, cluster, problem);
        }
    }

    // While a round runs: what has opened since queues behind it, and counts towards a storm.
    private async Task Intake()
    {
        try
        {
            await TakeIn();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogFailed(log, cluster, problem);
        }
    }

    private async Task TakeIn()
    {
        var found = await open.Find();
        var repairs = found.Repairs;
        _around = found.Around;
        await memory.Watch([.. StormDetector.FailuresAmong(repairs.Select(one => one.Incident))]);
        var fresh = new List<Repair>();
        foreach (var plan in repairs.Select(one => one.Plan).Concat(memory.State.Known).DistinctBy(plan => plan.IncidentId).ToList())
        {
            if (!Queue.Has(plan.IncidentId)) fresh.Add(new(plan, await open.Read(plan), audit, Begin, Queue.Tell) { Recheck = _rechecks.GetValueOrDefault(plan.IncidentId) });
        }

        var standing = repairs.ToDictionary(one => one.Plan.IncidentId, StringComparer.Ordinal);
        foreach (var repair in Queue.All.Concat(fresh)) repair.See(standing.GetValueOrDefault(repair.Plan.IncidentId));
        Queue.Add(fresh);
    }

    private async Task See(Repair repair) =>
        repair.See(await open.Find(repair.Plan.IncidentId) is ({ IsOpen: true } incident, { } plan) ? new OpenRepair(plan, incident) : null);

    private async Task<bool> Go(Repair repair)
    {
        var id = repair.Plan.IncidentId;
        try
        {
            // It may have waited for long, and a window or a wider incident may cover it by now: then nobody is told that it is refused.
            if (repair is { Stands: true, Journal.InFlight: false }) await See(repair);
            if (repair.IsWanted(time.GetUtcNow())) await run.Go(repair, () => Beside(repair), _stopping.Token);
            else if (repair is { Stands: true, HeldBy: { } reason }) await run.Shelve(repair, reason);
            if (repair.Recheck is { } recheck) _rechecks[id] = recheck;
            else _rechecks.Remove(id);
            if (repair.Journal.InFlight) return true;
            _renewed.Remove(id);
            if (repair.Stands) return true;
            _rechecks.Remove(id);
            open.TellAgain(id);
            await memory.Forget(repair.Plan);
            return true;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Broke(repair, problem);
            return false;
        }
    }

    private async Task Wait(Repair repair)
    {
        try
        {
            if (repair.IsWanted(time.GetUtcNow())) await run.Queue(repair, Beside(repair));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Broke(repair, problem);
        }
    }

    private void Broke(Repair repair, Exception problem)
    {
        open.TellAgain(repair.Plan.IncidentId);
        LogRepairFailed(log, repair.Plan.IncidentKey, problem);
    }

    private async Task Begin(Repair repair)
    {
        Queue.Begin(repair);
        await memory.Keep(repair.Plan);
    }

    private ClusterFacts Beside(Repair repair) => new([.. Queue.Beside(repair)], memory.State.Storm, _renewed.Contains(repair.Plan.IncidentId)) { Around = _around };

    [LoggerMessage(LogLevel.Error, "Looking at the repairs of {Cluster} failed; the next tick tries again")]
    private static partial void LogFailed(ILogger log, ClusterName cluster, Exception problem);

    [LoggerMessage(LogLevel.Error, "The repair of {Incident} broke off; the next tick goes on where it stands")]
    private static partial void LogRepairFailed(ILogger log, string incident, Exception problem);
}
