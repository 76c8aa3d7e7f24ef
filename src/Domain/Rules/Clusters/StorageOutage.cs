using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>
/// A time in which the monitor's database did not store. Its begin cannot be stored while it lasts: it is told live, and begin and end are
/// stored once the database is back, under the same ids.
/// </summary>
/// <param name="Since">When it was noticed.</param>
/// <param name="Until">When the database stored again; null while it does not.</param>
/// <param name="Reason">What was wrong, in words.</param>
[GenerateSerializer, Immutable, Alias("storage-outage")]
public sealed record StorageOutage(
[property: Id(0)] DateTimeOffset Since, [property: Id(1)] DateTimeOffset? Until, [property: Id(2)] string Reason)
{
    /// <summary>The begin.</summary>
    public Finding Raised() => Finding(FindingKind.Raised, Since, "The monitor cannot write to its database", Reason.TrimEnd('.'));

    /// <summary>The end.</summary>
    /// <exception cref="InvalidOperationException">It has not ended.</exception>
    public Finding Cleared()
    {
        var until = Until ?? throw new InvalidOperationException("The outage has not ended.");
        var lasted = (until - Since).Duration();
        return Finding(
            FindingKind.Cleared, until, "The monitor can write to its database again",
            string.Create(CultureInfo.InvariantCulture,
                $"it did not for {(int)lasted.TotalMinutes} min {lasted.Seconds} s; what was found meanwhile is reported from now on"));
    }

    /// <summary>Whether another process has seen the same outage.</summary>
    public bool Overlaps(StorageOutage other) => Since <= (other.Until ?? Since) && other.Since <= (Until ?? other.Since);

    private Finding Finding(FindingKind kind, DateTimeOffset at, string title, string reason) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"storage-failed:{Since.UtcTicks}:{kind.ToString().ToLowerInvariant()}"),
        Kind = kind,
        Entity = EntityId.Monitor,
        At = at,
        Severity = kind == FindingKind.Raised ? Severity.Critical : Severity.Info,
        Condition = ConditionType.MonitorStorageFailed,
        Title = title,
        Reason = reason,
        Details = ImmutableDictionary<string, string>.Empty,
        Since = Since,
    };
}
