using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>The browser sessions that may be open. One that was not used for as long as a cookie is valid is removed.</summary>
[GenerateSerializer, Immutable, Alias("open-sessions")]
public sealed record OpenSessions
{
    /// <summary>How many are kept of one owner; beyond that the one unused the longest ends.</summary>
    public const int PerOwner = 50;

    /// <summary>How many are kept in all; beyond that the one unused the longest ends.</summary>
    public const int Capacity = 5000;

    /// <summary>No sessions.</summary>
    public static OpenSessions None { get; } = new();

    /// <summary>The sessions by id.</summary>
    [Id(0)]
    public ImmutableDictionary<string, OpenSession> ById
    {
        get => field ?? NoSessions;
        init;
    }

    private static ImmutableDictionary<string, OpenSession> NoSessions { get; } =
        ImmutableDictionary.Create<string, OpenSession>(StringComparer.Ordinal);

    /// <summary>With a new session; too many others end.</summary>
    public OpenSessions With(OpenSession session)
    {
        var all = ById.SetItem(session.Id, session);
        var own = all.Values.Where(one => one.Owner == session.Owner).OrderByDescending(one => one.UsedAt).Skip(PerOwner);
        all = all.RemoveRange(own.Select(one => one.Id).ToList());
        var most = all.Values.OrderByDescending(one => one.UsedAt).Skip(Capacity);
        return this with { ById = all.Count > Capacity ? all.RemoveRange(most.Select(one => one.Id).ToList()) : all };
    }

    /// <summary>Without sessions that were ended.</summary>
    public OpenSessions Without(IEnumerable<string> ids) => this with { ById = ById.RemoveRange(ids) };

    /// <summary>Without sessions whose cookie has expired.</summary>
    /// <param name="now">The time now.</param>
    public OpenSessions At(DateTimeOffset now) =>
        Without([.. ById.Values.Where(session => now - session.UsedAt >= EndedSessions.Remembered).Select(session => session.Id)]);

    /// <summary>With later uses; unknown ids are ignored.</summary>
    /// <param name="uses">When each session was used, by id.</param>
    public OpenSessions WithUses(IEnumerable<KeyValuePair<string, DateTimeOffset>> uses)
    {
        var all = ById;
        foreach (var (id, at) in uses)
        {
            if (all.TryGetValue(id, out var session) && session.UsedAt < at) all = all.SetItem(id, session with { UsedAt = at });
        }

        return all == ById ? this : this with { ById = all };
    }
}
