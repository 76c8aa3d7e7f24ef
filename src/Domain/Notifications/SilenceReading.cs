namespace OrleansMonitor.Domain.Notifications;

/// <summary>The result of checking a silence that a person wrote.</summary>
/// <param name="Silence">The silence; null if something is wrong.</param>
/// <param name="Problem">What is wrong and what to do, as a sentence; null if nothing is.</param>
public sealed record SilenceReading(Silence? Silence, string? Problem)
{
    /// <summary>The longest comment in UTF-16 characters.</summary>
    public const int MaxComment = 500;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Checks a silence. Pure.</summary>
    /// <param name="draft">What was written.</param>
    /// <param name="clusters">The names of the monitored clusters.</param>
    /// <param name="author">Who creates it.</param>
    /// <param name="id">The id that it gets.</param>
    /// <param name="now">The time.</param>
    public static SilenceReading Of(
        SilenceDraft draft, IReadOnlyCollection<string> clusters, string author, string id, DateTimeOffset now)
    {
        var match = SilenceMatchReading.Of(draft, clusters);
        if (match.Match is not { } found) return new(null, match.Problem);
        var begin = draft.BeginsAt is { } at && at > now ? at : now;
        if (RefuseTimes(draft, found, begin, now) is { } problem) return new(null, problem);
        var comment = draft.Comment?.Trim() ?? "";
        if (comment.Length > MaxComment) return new(null, $"comment is longer than {MaxComment} characters.");
        return new(
            new()
            {
                Id = id,
                Match = found,
                Author = author,
                Comment = Text.OneLine.Of(comment, MaxComment),
                CreatedAt = now,
                BeginsAt = begin.ToUniversalTime(),
                EndsAt = draft.EndsAt?.ToUniversalTime(),
            },
            null);
    }

    private static string? RefuseTimes(SilenceDraft draft, NoticeMatch match, DateTimeOffset begin, DateTimeOffset now)
    {
        if (draft.EndsAt is not { } end)
            return match.IncidentId is null
                ? "endsAt is missing. Only a silence with an incidentId may do without: it ends with that incident."
                : null;
        if (end <= now) return "endsAt is in the past; choose a later time.";
        if (end <= begin) return "endsAt is not after beginsAt; exchange them or choose a later end.";
        return end - begin > Longest ? "It would last longer than a year; choose an earlier endsAt, or change the routes." : null;
    }
}
