using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>How findings and people move an incident. Pure; every step can be taken again without harm.</summary>
public static class IncidentLifecycle
{
    /// <summary>
    /// Takes a finding in. A begin opens a new incident unless one is open; an end resolves the open one.
    /// </summary>
    /// <param name="latest">The newest incident of the finding's key, or null.</param>
    /// <param name="finding">A begin or an end with a condition.</param>
    public static IncidentStep Take(Incident? latest, Finding finding)
    {
        if (finding.Condition is not { } condition) return new(latest, IncidentChange.None, "a change without a condition opens nothing");
        var id = IdOf(finding);
        return finding.Kind switch
        {
            FindingKind.Raised when latest?.Id == id => new(latest, IncidentChange.Opened, "delivered again: it is this very incident"),
            FindingKind.Raised when latest is { IsOpen: true } => new(latest, IncidentChange.None, "already open"),
            FindingKind.Raised when finding.At < latest?.OpenedAt => new(latest, IncidentChange.None, "delivered again: a later one has come and gone since"),
            FindingKind.Raised => new(Open(id, condition, finding), IncidentChange.Opened, finding.Reason),
            FindingKind.Cleared when latest is { IsOpen: true } && finding.Since < latest.OpenedAt =>
                new(latest, IncidentChange.None, "delivered again: it ended an earlier one"),
            FindingKind.Cleared when latest is { IsOpen: true } => new(Resolve(latest, finding), IncidentChange.Resolved, finding.Reason),
            FindingKind.Cleared when latest?.ResolvedAt == finding.At => new(latest, IncidentChange.Resolved, "delivered again: already resolved by it"),
            FindingKind.Cleared => new(latest, IncidentChange.None, "nothing is open"),
            _ => new(latest, IncidentChange.None, "not a condition's begin or end"),
        };
    }

    /// <summary>A person has looked at it. Answers the incident itself where it is resolved or acknowledged already.</summary>
    public static Incident Acknowledge(Incident incident, string actor, string? comment, DateTimeOffset now)
    {
        if (incident.State != IncidentState.Open) return incident;
        var text = string.IsNullOrWhiteSpace(comment) ? "acknowledged" : $"acknowledged: {comment.Trim()}";
        return incident with { State = IncidentState.Acknowledged, Timeline = incident.Timeline.Add(new(now, "acknowledged", actor, text)) };
    }

    /// <summary>The id that an incident opened by this finding has: the same at every delivery.</summary>
    public static string IdOf(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(finding.Id)).AsSpan(0, 10));

    private static Incident Open(string id, ConditionType condition, Finding finding) => new()
    {
        Id = id,
        Key = IncidentKey.Of(condition, finding.Entity),
        Condition = condition,
        Severity = finding.Severity,
        State = IncidentState.Open,
        Entity = finding.Entity,
        Node = finding.Node,
        OpenedAt = finding.At,
        Title = finding.Title,
        Cause = finding.Reason,
        Timeline = [new(finding.At, "opened", "monitor", finding.Reason)],
    };

    private static Incident Resolve(Incident incident, Finding finding) => incident with
    {
        State = IncidentState.Resolved,
        ResolvedAt = finding.At,
        Timeline = incident.Timeline.Add(new(finding.At, "resolved", "monitor", finding.Reason)),
    };
}

/// <summary>What a finding did to an incident.</summary>
public enum IncidentChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It opened.</summary>
    Opened,

    /// <summary>It was resolved.</summary>
    Resolved,
}

/// <summary>The incident after a finding.</summary>
/// <param name="Incident">As it is now; null where there is none.</param>
/// <param name="Change">What happened to it.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("incident-step")]
public sealed record IncidentStep(
    [property: Id(0)] Incident? Incident,
    [property: Id(1)] IncidentChange Change,
    [property: Id(2)] string Reason);
