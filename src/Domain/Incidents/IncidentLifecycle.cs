using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// State transitions of an incident by findings and people. Pure and idempotent: applied findings are recognised by id, not by time, so a
/// clock that was set back loses nothing.
/// </summary>
public static class IncidentLifecycle
{
    // More findings than an outbox ever holds for one key.
    private const int MaxAppliedFindings = 32;

    /// <summary>
    /// Applies a finding. A raised finding opens a new incident unless one is open. A cleared one resolves the open incident, unless it
    /// flaps (<see cref="FlapDamping"/>). An updated one changes its severity.
    /// </summary>
    /// <param name="latest">The newest incident of the finding's key, or null.</param>
    /// <param name="finding">A raised, cleared or updated finding with a condition.</param>
    /// <param name="settings">When a condition flaps.</param>
    public static IncidentStep Apply(Incident? latest, Finding finding, IncidentSettings settings)
    {
        if (finding.Condition is not { } condition) return new(latest, IncidentChange.None, "a change without a condition opens nothing");
        var id = IdOf(finding);
        if (latest is not null && latest.AppliedFindings.Contains(id, StringComparer.Ordinal)) return Redelivered(latest, finding, id);
        return (finding.Kind, latest) switch
        {
            (FindingKind.Raised, { IsOpen: true, Flap: not null }) =>
                new(WithApplied(FlapDamping.Return(latest, finding.At), id), IncidentChange.Flapped, finding.Reason),
            (FindingKind.Raised, { IsOpen: true }) => new(latest, IncidentChange.None, "already open"),
            (FindingKind.Raised, _) =>
                new(WithApplied(FlapDamping.MarkFlapping(Open(id, condition, finding, latest), settings), id), IncidentChange.Opened,
                    finding.Reason),
            (FindingKind.Cleared, { IsOpen: true, Flap: not null })
                when finding.Counterpart is null && FlapDamping.StillFlaps(latest, settings, finding.At) =>
                new(WithApplied(FlapDamping.Pause(latest, finding.At), id), IncidentChange.Quieted, finding.Reason),
            (FindingKind.Cleared, { IsOpen: true }) =>
                new(WithApplied(Resolve(latest, finding.At, finding.Reason), id), IncidentChange.Resolved, finding.Reason),
            (FindingKind.Cleared, _) => new(latest, IncidentChange.None, "nothing is open"),
            (FindingKind.Updated, { IsOpen: true }) when latest.Severity != finding.Severity =>
                new(WithApplied(Update(latest, finding), id), IncidentChange.Updated, finding.Reason),
            _ => new(latest, IncidentChange.None, "nothing that changes it"),
        };
    }

    /// <summary>Acknowledges an incident. Returns it unchanged if it is not open or already acknowledged.</summary>
    public static Incident Acknowledge(Incident incident, string actor, string? comment, DateTimeOffset now)
    {
        if (incident.State != IncidentState.Open) return incident;
        var text = string.IsNullOrWhiteSpace(comment) ? "acknowledged" : $"acknowledged: {comment.Trim()}";
        var acknowledged = new TimelineEntry(now, "acknowledged", actor, text);
        return incident with { State = IncidentState.Acknowledged, Timeline = incident.Timeline.Add(acknowledged) };
    }

    /// <summary>The id of the incident that a finding opens; the same at every delivery.</summary>
    public static string IdOf(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(finding.Id)).AsSpan(0, 10));

    /// <summary>Resolves an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="at">When.</param>
    /// <param name="reason">Why, as text.</param>
    public static Incident Resolve(Incident incident, DateTimeOffset at, string reason) => incident with
    {
        State = IncidentState.Resolved,
        ResolvedAt = at,
        Suppressions = [],
        Flap = incident.Flap is { } flap ? flap with { QuietSince = flap.QuietSince ?? at } : null,
        Timeline = incident.Timeline.Add(new(at, "resolved", "monitor", reason)),
    };

    // Only the last finding may be unpublished: each is published before the next is applied.
    private static IncidentStep Redelivered(Incident latest, Finding finding, string id)
    {
        if (!string.Equals(latest.AppliedFindings[^1], id, StringComparison.Ordinal))
            return new(latest, IncidentChange.None, "delivered again: others have come since");
        var change = finding.Kind switch
        {
            FindingKind.Raised => latest.Id == id ? IncidentChange.Opened : IncidentChange.Flapped,
            FindingKind.Cleared => latest.IsOpen ? IncidentChange.Quieted : IncidentChange.Resolved,
            _ => IncidentChange.Updated,
        };
        return new(latest, change, "delivered again");
    }

    private static Incident WithApplied(Incident incident, string id)
    {
        var applied = incident.AppliedFindings.Add(id);
        return incident with { AppliedFindings = applied.Length > MaxAppliedFindings ? applied.RemoveAt(0) : applied };
    }

    private static Incident Open(string id, ConditionType condition, Finding finding, Incident? before)
    {
        var opened = new TimelineEntry(finding.At, "opened", "monitor", finding.Reason);
        return new()
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
            Storage = finding.Details.GetValueOrDefault(Finding.StorageDetail),
            Subject = finding.Details.GetValueOrDefault(Finding.SubjectDetail),
            Openings = [.. before?.Openings ?? [], finding.At],
            AppliedFindings = before?.AppliedFindings ?? [],
            Timeline = finding.Counterpart is { } other
                ? [opened, new(finding.At, "severity", "monitor", $"takes the place of {IncidentKey.Of(other, finding.Entity)}")]
                : [opened],
        };
    }

    private static Incident Update(Incident incident, Finding finding) => incident with
    {
        Severity = finding.Severity,
        Title = finding.Title,
        Cause = finding.Reason,

        // People are notified of the change, so they are notified of the end too.
        NotifiedAt = incident.IsSuppressed ? incident.NotifiedAt : incident.NotifiedAt ?? finding.At,
        Timeline = incident.Timeline
            .Add(new(finding.At, "severity", "monitor", $"{Lower(incident.Severity)} became {Lower(finding.Severity)}: {finding.Reason}")),
    };

    private static string Lower(Severity severity) => severity.ToString().ToLowerInvariant();
}
