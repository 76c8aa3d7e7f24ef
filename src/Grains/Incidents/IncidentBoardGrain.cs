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

// Reentrant: a sweep waits for incidents that themselves ask here. Only parents are kept; the store knows the rest.
[Reentrant]
internal sealed partial class IncidentBoardGrain(IIncidentStore store, MonitorSettings settings, SteadyClock time, ILogger<IncidentBoardGrain> log) : Grain, IIncidentBoardGrain
{
    private const int PageSize = 500;
    private const int AtOnce = 32;

    private readonly Dictionary<string, Incident> _parents = new(StringComparer.Ordinal);
    private Incident? _ownNetwork;

    // Nothing is read while nothing is open; the first sweep looks.
    private bool _quiet;

    private ClusterName Name => ClusterName.Parse(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var newest = await store.ListAsync(new(OpenOnly: false, Name.ToString(), PageSize), cancellationToken);
        foreach (var incident in newest.Items.Concat(await Open()).Where(incident => Inhibition.CanBeParent(incident.Condition))) Keep(incident);
    }

    public async Task<ImmutableArray<Suppression>> Weigh(Incident incident)
    {
        _quiet = false;
        return Suppressions.Of(incident, await Context([incident]));
    }

    public Task Note(Incident parent)
    {
        Keep(parent);
        return Task.CompletedTask;
    }

    public async Task Sweep(Incident? ownNetwork)
    {
        _ownNetwork = ownNetwork;
        if (_quiet) return;
        _quiet = true;
        var open = await Open();
        if (open.Count == 0) return;

        _quiet = false;
        var context = await Context(open);
        foreach (var some in open.Where(incident => Moves(incident, context)).Chunk(AtOnce))
            await Task.WhenAll(some.Select(incident => GrainFactory.Incident(incident.Key).Weigh(incident.Id, Suppressions.Of(incident, context))));
    }

    private bool Moves(Incident incident, SuppressionContext context) =>
        !Suppressions.Of(incident, context).SequenceEqual(incident.Suppressions)
        || !ReferenceEquals(FlapDamping.Settle(incident, settings.Incidents.Flapping, context.At), incident);

    private async Task<SuppressionContext> Context(IReadOnlyList<Incident> incidents)
    {
        var now = time.GetUtcNow();
        foreach (var old in _parents.Values.Where(parent => parent.ResolvedAt is { } end && (now - end).Duration() > settings.Incidents.ReleaseAfter).ToList())
            _parents.Remove(old.Id);

        var guests = incidents.Select(incident => incident.Entity.Vmid).OfType<int>().Distinct().ToImmutableArray();
        return new()
        {
            At = now,
            MachineTime = time.MachineNow,
            Parents = _ownNetwork is null ? [.. _parents.Values] : [.. _parents.Values, _ownNetwork],
            Windows = settings.Incidents.Maintenance,
            Aftermath = settings.Incidents.ReleaseAfter,
            Traits = await GrainFactory.Cluster(Name).Traits(guests),
            Levels = settings.AutonomyRules,
            Autonomy = await Autonomy(),
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
}
