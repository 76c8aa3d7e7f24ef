using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Domain.Time;
using OrleansMonitor.Grains.Autonomy;

namespace OrleansMonitor.Grains.Incidents;

// Reentrant: incidents ask here while a review reads the store.
[Reentrant]
internal sealed partial class IncidentBoardGrain(
IIncidentStore store, MonitorSettings settings, SteadyClock time, ILogger<IncidentBoardGrain> log) : Grain, IIncidentBoardGrain
{
    private const int PageSize = 500;

    // Where the settings do not come in time, whether incidents are told stays as it is.
    private static readonly TimeSpan AutonomyLimit = TimeSpan.FromSeconds(2);

    private readonly TraitsTable _traits = new();
    private readonly Dictionary<string, Incident> _parents = new(StringComparer.Ordinal);
    private readonly BoardMemory _board = new();
    private List<(Incident Incident, TaskCompletionSource<ImmutableArray<Suppression>> Answer)> _asked = [];
    private Task _answering = Task.CompletedTask;
    private Incident? _ownNetwork;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var newest = await store.ListAsync(new(OpenOnly: false, Name.ToString(), PageSize), cancellationToken);
        var open = await store.AllOpen(Name);
        foreach (var incident in newest.Items.Concat(open).Where(incident => Inhibition.CanBeParent(incident.Condition))) Keep(incident);
        _board.Replace(open, time.GetUtcNow());
    }

    // Many that open at once are weighed together: what they are weighed by is read once for all of them.
    public Task<ImmutableArray<Suppression>> EvaluateSuppression(Incident incident)
    {
        var answer = new TaskCompletionSource<ImmutableArray<Suppression>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add((incident, answer));
        if (_answering.IsCompleted) _answering = AnswerAll();
        return answer.Task;
    }

    public async Task<ImmutableArray<string>> FindSuspended(ImmutableArray<Incident> prospects)
    {
        var context = await Context(prospects);
        return [.. prospects.Where(
            incident => Suppressions.Of(incident, context).Any(found => found.SuspendsRepair && !StormReach.IsSource(found)))
                .Select(incident => incident.Key)];
    }

    public Task Note(Incident incident)
    {
        if (Inhibition.CanBeParent(incident.Condition)) Keep(incident);
        _board.Note(incident);
        return Task.CompletedTask;
    }

    public Task<bool> UpdateTraits(TraitsUpdate update) => Task.FromResult(_traits.Learn(update));

    public async Task<ImmutableArray<SuppressionChange>> Review(Incident? ownNetwork)
    {
        _ownNetwork = ownNetwork;
        if (_board.IsToBeRead(time.GetUtcNow()))
        {
            var read = await store.AllOpen(Name);
            foreach (var parent in read.Where(incident => Inhibition.CanBeParent(incident.Condition))) Keep(parent);
            _board.Replace(read, time.GetUtcNow());
        }

        if (_board.IsEmpty) return [];

        // What each is weighed by is read only where something of it moved, or where time alone changes it.
        var surroundings = await Context([]);
        if (!_board.IsToBeWeighed(surroundings)) return [];
        var (open, revision) = (_board.All, _board.Revision);
        var context = await Context(open);
        ImmutableArray<SuppressionChange> changes =
            [.. open.Where(incident => Moves(incident, context))
                .Select(incident => new SuppressionChange(incident.Key, incident.Id, Suppressions.Of(incident, context)))];

        // What is to move may fail to: it is answered again until the incident itself says that it has.
        if (changes.IsEmpty) _board.MarkEvaluated(surroundings, settings.Incidents, revision);
        return changes;
    }

    public Task Sweep(Incident? ownNetwork) => Task.CompletedTask;

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

    private bool Moves(Incident incident, SuppressionContext context) =>
        !Suppressions.Of(incident, context).SequenceEqual(incident.Suppressions)
        || !ReferenceEquals(FlapDamping.ResolveIfCalm(incident, settings.Incidents.Flapping, context.At), incident);

    private async Task<SuppressionContext> Context(IReadOnlyCollection<Incident> incidents)
    {
        var autonomy = await Autonomy();
        var now = time.GetUtcNow();
        foreach (var old in _parents.Values
            .Where(parent => parent.ResolvedAt is { } end && (now - end).Duration() > settings.Incidents.ReleaseAfter).ToList())
            _parents.Remove(old.Id);

        return new()
        {
            At = now,
            MachineTime = time.MachineNow,
            Parents = _ownNetwork is null ? [.. _parents.Values] : [.. _parents.Values, _ownNetwork],
            Windows = settings.Incidents.Maintenance,
            Aftermath = settings.Incidents.ReleaseAfter,
            Storm = new(settings.Guardrails.StormWindow, settings.Guardrails.StormCalm),
            Traits = _traits.Read(incidents.Select(incident => incident.Entity.Vmid).OfType<int>()),
            Levels = settings.AutonomyRules,
            Autonomy = autonomy,
            RepairTime = RepairTime,
        };
    }

    // One that is queued or fails has longer than a single try takes, but nothing stays untold for ever.
    private TimeSpan? RepairTime(ConditionType condition) =>
        RunbookCatalog.For(condition) is { } runbook && settings.Runbooks?.Contains(runbook.Id) != false
        ? 2 * runbook.Deadline(settings.Guardrails) : null;

    private async Task<AutonomySettings?> Autonomy()
    {
        try
        {
            return await GrainFactory.Autonomy().Get().WaitAsync(AutonomyLimit, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnreadable(log, problem);
            return null;
        }
    }

    private void Keep(Incident parent)
    {
        // A read that began before the parent ended must not bring it back.
        if (_parents.TryGetValue(parent.Id, out var known) && !known.IsOpen) return;
        _parents[parent.Id] = parent;
    }

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; notification settings stay as they are")]
    private static partial void LogUnreadable(ILogger log, Exception problem);
}
