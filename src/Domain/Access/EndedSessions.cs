using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>
/// Browser sessions that were ended before their cookie expires. A cookie cannot be taken back, and a copy of it would be valid until then.
/// </summary>
[GenerateSerializer, Immutable, Alias("ended-sessions")]
public sealed record EndedSessions
{
    /// <summary>
    /// How long an ended session is remembered: 13 h, the 12 h for which a cookie is valid after its last use, and one for clocks that
    /// differ.
    /// </summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromHours(13);

    /// <summary>No sessions.</summary>
    public static EndedSessions None { get; } = new();

    /// <summary>When each was ended, by id.</summary>
    [Id(0)]
    public ImmutableDictionary<string, DateTimeOffset> EndedAt
    {
        get => field ?? NoSessions;
        init;
    }

    private static ImmutableDictionary<string, DateTimeOffset> NoSessions { get; } =
        ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Whether a session was ended.</summary>
    public bool Has(string session) => EndedAt.ContainsKey(session);

    /// <summary>With sessions that were ended now; forgets those whose cookies have expired.</summary>
    /// <param name="sessions">Their ids.</param>
    /// <param name="now">The time now.</param>
    public EndedSessions With(IEnumerable<string> sessions, DateTimeOffset now) => new()
    {
        EndedAt = EndedAt.RemoveRange(EndedAt.Where(session => now - session.Value >= Remembered).Select(session => session.Key))
            .SetItems(sessions.Select(session => KeyValuePair.Create(session, now))),
    };
}
