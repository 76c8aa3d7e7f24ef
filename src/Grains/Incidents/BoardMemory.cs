using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// The open incidents of a cluster as they were last seen, and whether anything moved that they are weighed by since all of them were.
/// While nothing does, ten thousand that stand cost nothing.
/// </summary>
internal sealed class BoardMemory
{
    // The store is read now and then all the same: a word that was lost must not count for ever.
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Incident> _open = new(StringComparer.Ordinal);
    private DateTimeOffset _readAt;
    private BoardSurroundings? _weighedBy;
    private DateTimeOffset _weighedAt;
    private DateTimeOffset _nextAt;
    private long _weighedRevision = -1;

    /// <summary>Grows with every word of an incident.</summary>
    public long Revision { get; private set; }

    public bool IsEmpty => _open.Count == 0;

    public IReadOnlyList<Incident> All => [.. _open.Values];

    /// <summary>An incident is or becomes this.</summary>
    public void Note(Incident incident)
    {
        if (incident.IsOpen) _open[incident.Id] = incident;
        else _open.Remove(incident.Id);
        Revision++;
    }

    public bool IsToBeRead(DateTimeOffset now) => now < _readAt || now - _readAt >= ReadEvery;

    public void Replace(IReadOnlyList<Incident> open, DateTimeOffset now)
    {
        _open.Clear();
        foreach (var incident in open) _open[incident.Id] = incident;
        _readAt = now;
        Revision++;
    }

    /// <summary>Whether anything moved since all were weighed, or time alone changes something by now.</summary>
    public bool IsToBeWeighed(SuppressionContext context) =>
        Revision != _weighedRevision || context.At >= _nextAt || context.At < _weighedAt || _weighedBy is not { } known
        || !known.Equals(BoardSurroundings.Of(context));

    /// <summary>All were weighed.</summary>
    /// <param name="context">By what.</param>
    /// <param name="settings">How long what flaps must be calm.</param>
    /// <param name="revision">The revision that was weighed.</param>
    public void MarkEvaluated(SuppressionContext context, IncidentSettings settings, long revision)
    {
        (_weighedBy, _weighedAt, _weighedRevision) = (BoardSurroundings.Of(context), context.At, revision);
        _nextAt = Instants(context, settings).Where(at => at > context.At).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    // When time alone changes what suppresses an incident.
    private IEnumerable<DateTimeOffset> Instants(SuppressionContext context, IncidentSettings settings) =>
        _open.Values.SelectMany(incident => incident.Suppressions.Select(held => held.Until)).OfType<DateTimeOffset>()
            .Concat(_open.Values.Select(incident => incident.Flap?.QuietSince + settings.Flapping.Calm).OfType<DateTimeOffset>())
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
