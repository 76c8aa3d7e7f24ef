using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Clusters;

/// <summary>
/// A period in which the monitor's database could not be written. Its start is published live. Start and end are stored under the same ids
/// once the database works again.
/// </summary>
/// <param name="Since">When it was noticed.</param>
/// <param name="Until">When the database could be written again; null while it cannot.</param>
/// <param name="Reason">The cause, as text.</param>
[GenerateSerializer, Immutable, Alias("storage-outage")]
public sealed record StorageOutage(
    [property: Id(0)] DateTimeOffset Since, [property: Id(1)] DateTimeOffset? Until, [property: Id(2)] string Reason)
{
    /// <summary>The finding for the start.</summary>
    public Finding Raised() => Finding(FindingKind.Raised, Since, "The monitor cannot write to its database", Reason.TrimEnd('.'));

    /// <summary>The finding for the end.</summary>
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

    /// <summary>Whether two processes observed the same outage.</summary>
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
