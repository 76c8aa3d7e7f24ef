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

// Reentrant: incidents call while a review reads the store.
[Reentrant]
internal sealed partial class IncidentBoardGrain(
    IIncidentStore store, MonitorSettings settings, SteadyClock time, ILogger<IncidentBoardGrain> log) : Grain, IIncidentBoardGrain
{
    private const int PageSize = 500;

    // If the settings are not read in time, notification of incidents stays as it is.
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
        var open = await store.AllOpen(Name, cancellation: cancellationToken);
        foreach (var parent in newest.Items.Concat(open).Where(incident => Inhibition.CanBeParent(incident.Condition))) AddParent(parent);
        _board.Replace(open, time.GetUtcNow());
    }

    // Incidents that open at once are evaluated together, with one read of the context.
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
        return
        [
            .. prospects
                .Where(incident => Suppressions.Of(incident, context).Any(found => found.SuspendsRepair && !StormReach.IsSource(found)))
                .Select(incident => incident.Key),
        ];
    }

    public Task Update(Incident incident)
    {
        if (Inhibition.CanBeParent(incident.Condition)) AddParent(incident);
        _board.Update(incident);
        return Task.CompletedTask;
    }

    public Task<bool> UpdateTraits(TraitsUpdate update) => Task.FromResult(_traits.Apply(update));

    public async Task<ImmutableArray<SuppressionChange>> Review(Incident? ownNetwork)
    {
        _ownNetwork = ownNetwork;
        if (_board.NeedsRead(time.GetUtcNow()))
        {
            var read = await store.AllOpen(Name);
            foreach (var parent in read.Where(incident => Inhibition.CanBeParent(incident.Condition))) AddParent(parent);
            _board.Replace(read, time.GetUtcNow());
        }

        if (_board.IsEmpty) return [];

        // The traits of all guests are only read if something changed, or time alone changes something.
        var surroundings = await Context([]);
        if (!_board.NeedsEvaluation(surroundings)) return [];
        var (open, revision) = (_board.All, _board.Revision);
        var context = await Context(open);
        ImmutableArray<SuppressionChange> changes =
            [.. open.Where(incident => NeedsChange(incident, context))
                .Select(incident => new SuppressionChange(incident.Key, incident.Id, Suppressions.Of(incident, context)))];

        // Changes may fail to be applied: they are returned again until the incidents report them.
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
                    _board.Update(incident with { Suppressions = found });
                    answer.SetResult(found);
                }
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                foreach (var (_, answer) in asked) answer.TrySetException(problem);
            }
        }
    }

    private bool NeedsChange(Incident incident, SuppressionContext context) =>
        !Suppressions.Of(incident, context).SequenceEqual(incident.Suppressions)
        || !ReferenceEquals(FlapDamping.ResolveIfCalm(incident, settings.Incidents, context.At), incident);

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
            Windows = settings.Maintenance,
            Aftermath = settings.Incidents.ReleaseAfter,
            Storm = new(settings.Guardrails.StormWindow, settings.Guardrails.StormCalm),
            Traits = _traits.Read(incidents.Select(incident => incident.Entity.Vmid).OfType<int>()),
            Levels = settings.Autonomy,
            Autonomy = autonomy,
            RepairTime = RepairTime,
        };
    }

    // Twice the time of one try, for repairs that are queued or fail. After that people are notified.
    private TimeSpan? RepairTime(ConditionType condition) =>
        RunbookCatalog.For(condition) is { } runbook && settings.Guardrails.IsEnabled(runbook.Id)
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

    private void AddParent(Incident parent)
    {
        // A read that began before the parent ended must not bring it back.
        if (_parents.TryGetValue(parent.Id, out var known) && !known.IsOpen) return;
        _parents[parent.Id] = parent;
    }

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; notification settings stay as they are")]
    private static partial void LogUnreadable(ILogger log, Exception problem);
}
