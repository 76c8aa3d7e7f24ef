using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// The open incidents of a cluster as last known, and whether anything that their suppression depends on changed since it was evaluated.
/// Without a change, ten thousand open incidents cost nothing.
/// </summary>
internal sealed class BoardMemory
{
    // The store is read regularly, since notifications can be lost.
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Incident> _open = new(StringComparer.Ordinal);
    private DateTimeOffset _readAt;
    private BoardSurroundings? _evaluatedWith;
    private DateTimeOffset _evaluatedAt;
    private DateTimeOffset _nextAt;
    private long _evaluatedRevision = -1;

    /// <summary>Grows with every update of an incident.</summary>
    public long Revision { get; private set; }

    public bool IsEmpty => _open.Count == 0;

    public IReadOnlyList<Incident> All => [.. _open.Values];

    public void Update(Incident incident)
    {
        if (incident.IsOpen) _open[incident.Id] = incident;
        else _open.Remove(incident.Id);
        Revision++;
    }

    public bool NeedsRead(DateTimeOffset now) => now < _readAt || now - _readAt >= ReadEvery;

    public void Replace(IReadOnlyList<Incident> open, DateTimeOffset now)
    {
        _open.Clear();
        foreach (var incident in open) _open[incident.Id] = incident;
        _readAt = now;
        Revision++;
    }

    /// <summary>Whether anything changed since the last evaluation, or time alone changes something by now.</summary>
    public bool NeedsEvaluation(SuppressionContext context) =>
        Revision != _evaluatedRevision || context.At >= _nextAt || context.At < _evaluatedAt || _evaluatedWith is not { } known
        || !known.Equals(BoardSurroundings.Of(context));

    /// <summary>All incidents were evaluated, and none needed a change.</summary>
    /// <param name="context">What they were evaluated with.</param>
    /// <param name="settings">The settings for flapping.</param>
    /// <param name="revision">The revision that was evaluated.</param>
    public void MarkEvaluated(SuppressionContext context, IncidentSettings settings, long revision)
    {
        (_evaluatedWith, _evaluatedAt, _evaluatedRevision) = (BoardSurroundings.Of(context), context.At, revision);
        _nextAt = Instants(context, settings).Where(at => at > context.At).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    // When time alone changes what suppresses an incident.
    private IEnumerable<DateTimeOffset> Instants(SuppressionContext context, IncidentSettings settings) =>
        _open.Values.SelectMany(incident => incident.Suppressions.Select(held => held.Until)).OfType<DateTimeOffset>()
            .Concat(_open.Values.Select(incident => incident.Flap?.QuietSince + settings.FlapCalm).OfType<DateTimeOffset>())
            .Concat(context.Parents.Select(parent => parent.GoneSince + context.Aftermath).OfType<DateTimeOffset>());

    private sealed record BoardSurroundings(
        bool Known, long Version, string Maintenance, string Parents, string Windows, AutonomySettings? Autonomy)
    {
        public static BoardSurroundings Of(SuppressionContext context) => new(
            context.Traits.Known,
            context.Traits.Version,
            string.Join(' ', context.Traits.NodesInMaintenance),
            string.Join(' ',
                context.Parents.Select(parent => $"{parent.Id}{(parent.ConditionHolds ? '+' : '-')}").Order(StringComparer.Ordinal)),
            string.Join(' ', context.Windows.Select(window => window.ActiveUntil(context.Calendar)?.ToUnixTimeSeconds())),
            context.Autonomy);
    }
}
