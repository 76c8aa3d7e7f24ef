using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Incidents;

// Reentrant: a sweep waits for incidents that themselves ask here.
[Reentrant]
internal sealed partial class IncidentBoardGrain(IIncidentStore store, MonitorSettings settings, SteadyClock time, ILogger<IncidentBoardGrain> log) : Grain, IIncidentBoardGrain
{
    private const int PageSize = 500;
    private const int AtOnce = 256;

    private readonly Dictionary<string, Incident> _parents = new(StringComparer.Ordinal);
    private readonly BoardMemory _board = new();
    private List<(Incident Incident, TaskCompletionSource<ImmutableArray<Suppression>> Answer)> _asked = [];
    private Task _answering = Task.CompletedTask;
    private Incident? _ownNetwork;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var newest = await store.ListAsync(new(OpenOnly: false, Name.ToString(), PageSize), cancellationToken);
        var open = await Open();
        foreach (var incident in newest.Items.Concat(open).Where(incident => Inhibition.CanBeParent(incident.Condition))) Keep(incident);
        _board.Replace(open, time.GetUtcNow());
    }

    // Many that open at once are weighed together: what they are weighed by is read once for all of them.
    public Task<ImmutableArray<Suppression>> Weigh(Incident incident)
    {
        var answer = new TaskCompletionSource<ImmutableArray<Suppression>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add((incident, answer));
        if (_answering.IsCompleted) _answering = AnswerAll();
        return answer.Task;
    }

    public async Task<ImmutableArray<string>> Held(ImmutableArray<Incident> prospects)
    {
        var context = await Context(prospects);
        return [.. prospects.Where(incident => Suppressions.Of(incident, context).Any(found => found.HoldsRepair && !StormReach.IsSource(found))).Select(incident => incident.Key)];
    }

    public Task Note(Incident incident)
    {
        if (Inhibition.CanBeParent(incident.Condition)) Keep(incident);
        _board.Note(incident);
        return Task.CompletedTask;
    }

    public async Task Sweep(Incident? ownNetwork)
    {
        _ownNetwork = ownNetwork;
        if (_board.IsToBeRead(time.GetUtcNow())) _board.Replace(await Open(), time.GetUtcNow());
        if (_board.IsEmpty) return;

        // What each is weighed by is read only where something of it moved, or where time alone changes it.
        var surroundings = await Context([]);
        if (!_board.IsToBeWeighed(surroundings)) return;
        var (open, revision) = (_board.All, _board.Revision);
        var context = await Context(open);
        foreach (var some in open.Where(incident => Moves(incident, context)).Chunk(AtOnce)) await Task.WhenAll(some.Select(incident => WeighAgain(incident, context)));
        _board.Weighed(surroundings, settings.Incidents, revision);
    }

    private async Task AnswerAll()
    {
        while (_asked.Count > 0)
        {
            var asked = _asked;
            _asked = [];
            try
            {
                var context = await Context([.. asked.Select(one => one.Incident)]);
                foreach (var (incident, answer) in asked)
                {
                    var found = Suppressions.Of(incident, context);
                    _board.Note(incident with { Suppressions = found });
                    answer.SetResult(found);
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                foreach (var (_, answer) in asked) answer.TrySetException(problem);
            }
        }
    }

    // One that fails is weighed again with the next sweep; the others are weighed all the same.
    private async Task WeighAgain(Incident incident, SuppressionContext context)
    {
        try
        {
            // It says itself what it is then.
            await GrainFactory.Incident(incident.Key).Weigh(incident.Id, Suppressions.Of(incident, context));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            _board.WeighAgain();
            LogUnweighed(log, incident.Key, problem);
        }
    }

    private bool Moves(Incident incident, SuppressionContext context) =>
        !Suppressions.Of(incident, context).SequenceEqual(incident.Suppressions)
        || !ReferenceEquals(FlapDamping.Settle(incident, settings.Incidents.Flapping, context.At), incident);

    private async Task<SuppressionContext> Context(IReadOnlyCollection<Incident> incidents)
    {
        var traits = await GrainFactory.Cluster(Name).Traits([.. incidents.Select(incident => incident.Entity.Vmid).OfType<int>().Distinct()]);
        var autonomy = await Autonomy();
        var now = time.GetUtcNow();
        foreach (var old in _parents.Values.Where(parent => parent.ResolvedAt is { } end && (now - end).Duration() > settings.Incidents.ReleaseAfter).ToList())
            _parents.Remove(old.Id);

        return new()
        {
            At = now,
            MachineTime = time.MachineNow,
            Parents = _ownNetwork is null ? [.. _parents.Values] : [.. _parents.Values, _ownNetwork],
            Windows = settings.Incidents.Maintenance,
            Aftermath = settings.Incidents.ReleaseAfter,
            Storm = new(settings.Guardrails.StormWindow, settings.Guardrails.StormCalm),
            Traits = traits,
            Levels = settings.AutonomyRules,
            Autonomy = autonomy,
            RepairTime = RepairTime,
        };
    }

    // One that is queued or fails has longer than a single try takes, but nothing stays untold for ever.
    private TimeSpan? RepairTime(ConditionType condition) =>
        RunbookCatalog.For(condition) is { } runbook && settings.Runbooks?.Contains(runbook.Id) != false ? 2 * runbook.Deadline(settings.Guardrails) : null;

    private async Task<AutonomySettings?> Autonomy()
    {
        try
        {
            return await GrainFactory.Autonomy().Get();
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnreadable(log, problem);
            return null;
        }
    }

    private async Task<List<Incident>> Open()
    {
        var open = new List<Incident>();
        for (long? cursor = null; ;)
        {
            var page = await store.ListAsync(new(OpenOnly: true, Name.ToString(), PageSize, cursor), CancellationToken.None);
            open.AddRange(page.Items);
            if ((cursor = page.NextCursor) is null) return open;
        }
    }

    private void Keep(Incident parent)
    {
        // A read that began before the parent ended must not bring it back.
        if (_parents.TryGetValue(parent.Id, out var known) && !known.IsOpen) return;
        _parents[parent.Id] = parent;
    }

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; whether incidents are told stays as it is")]
    private static partial void LogUnreadable(ILogger log, Exception problem);

    [LoggerMessage(LogLevel.Warning, "Weighing the incident {Incident} failed; it is weighed again with the next sweep")]
    private static partial void LogUnweighed(ILogger log, string incident, Exception problem);
}
