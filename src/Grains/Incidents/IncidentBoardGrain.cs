using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Runbooks;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Grains.Incidents;

// Reentrant: a review reads the store while incidents ask here. Only parents are kept; the store knows the rest.
[Reentrant]
internal sealed partial class IncidentBoardGrain(IIncidentStore store, MonitorSettings settings, TimeProvider time, ILogger<IncidentBoardGrain> log) : Grain, IIncidentBoardGrain
{
    private const int PageSize = 500;

    // Where the settings do not come in time, whether incidents are told stays as it is.
    private static readonly TimeSpan AutonomyLimit = TimeSpan.FromSeconds(2);

    private readonly TraitsTable _traits = new();
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

    public Task<bool> Learn(TraitsUpdate update) => Task.FromResult(_traits.Learn(update));

    public async Task<ImmutableArray<SuppressionChange>> Review(Incident? ownNetwork)
    {
        _ownNetwork = ownNetwork;
        if (_quiet) return [];
        var open = await ReadOpen();
        if (open.Count == 0) return [];

        _quiet = false;
        foreach (var parent in open.Where(incident => Inhibition.CanBeParent(incident.Condition))) Keep(parent);
        var context = await Context(open);
        return [.. open.Where(incident => Moves(incident, context)).Select(incident => new SuppressionChange(incident.Key, incident.Id, Suppressions.Of(incident, context)))];
    }

    public Task Sweep(Incident? ownNetwork) => Task.CompletedTask;

    // Quiet until somebody asks meanwhile, or the reading fails.
    private async Task<List<Incident>> ReadOpen()
    {
        _quiet = true;
        try
        {
            return await Open();
        }
        catch
        {
            _quiet = false;
            throw;
        }
    }

    private bool Moves(Incident incident, SuppressionContext context) =>
        !Suppressions.Of(incident, context).SequenceEqual(incident.Suppressions)
        || !ReferenceEquals(FlapDamping.Settle(incident, settings.Incidents.Flapping, context.At), incident);

    private async Task<SuppressionContext> Context(IReadOnlyList<Incident> incidents)
    {
        var now = time.GetUtcNow();
        foreach (var old in _parents.Values.Where(parent => parent.ResolvedAt is { } end && (now - end).Duration() > settings.Incidents.ReleaseAfter).ToList())
            _parents.Remove(old.Id);

        return new()
        {
            At = now,
            Parents = _ownNetwork is null ? [.. _parents.Values] : [.. _parents.Values, _ownNetwork],
            Windows = settings.Incidents.Maintenance,
            Aftermath = settings.Incidents.ReleaseAfter,
            Traits = _traits.Read(incidents.Select(incident => incident.Entity.Vmid).OfType<int>()),
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
            return await GrainFactory.Autonomy().Get().WaitAsync(AutonomyLimit, time);
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
