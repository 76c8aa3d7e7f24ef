using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Incidents;

/// <summary>
/// How findings and people move an incident. Pure; every step can be taken again without harm: what was taken in already is known by its
/// id, never by its time, so a clock that is set back swallows nothing.
/// </summary>
public static class IncidentLifecycle
{
    // More than an outbox ever holds of one key.
    private const int MostTaken = 32;

    /// <summary>
    /// Takes a finding in. A begin opens a new incident unless one is open; an end resolves the open one, unless it flaps
    /// (<see cref="FlapDamping"/>); an update changes its severity.
    /// </summary>
    /// <param name="latest">The newest incident of the finding's key, or null.</param>
    /// <param name="finding">A begin, an end or an update with a condition.</param>
    /// <param name="flaps">When a key flaps.</param>
    public static IncidentStep Apply(Incident? latest, Finding finding, FlapSettings flaps)
    {
        if (finding.Condition is not { } condition) return new(latest, IncidentChange.None, "a change without a condition opens nothing");
        var id = IdOf(finding);
        if (latest is not null && latest.AppliedFindings.Contains(id, StringComparer.Ordinal)) return Again(latest, finding, id);
        return (finding.Kind, latest) switch
        {
            (FindingKind.Raised, { IsOpen: true, Flap: not null }) =>
                new(Taking(FlapDamping.Return(latest, finding.At), id), IncidentChange.Flapped, finding.Reason),
            (FindingKind.Raised, { IsOpen: true }) => new(latest, IncidentChange.None, "already open"),
            (FindingKind.Raised, _) =>
                new(Taking(FlapDamping.MarkFlapping(Open(id, condition, finding, latest), flaps), id), IncidentChange.Opened,
                    finding.Reason),
            (FindingKind.Cleared, { IsOpen: true, Flap: not null }) when finding.Counterpart is null =>
                new(Taking(FlapDamping.Pause(latest, finding.At), id), IncidentChange.Quieted, finding.Reason),
            (FindingKind.Cleared, { IsOpen: true }) =>
                new(Taking(Resolve(latest, finding.At, finding.Reason), id), IncidentChange.Resolved, finding.Reason),
            (FindingKind.Cleared, _) => new(latest, IncidentChange.None, "nothing is open"),
            (FindingKind.Updated, { IsOpen: true }) when latest.Severity != finding.Severity =>
                new(Taking(Update(latest, finding), id), IncidentChange.Updated, finding.Reason),
            _ => new(latest, IncidentChange.None, "nothing that changes it"),
        };
    }

    /// <summary>A person has looked at it. Answers the incident itself where it is resolved or acknowledged already.</summary>
    public static Incident Acknowledge(Incident incident, string actor, string? comment, DateTimeOffset now)
    {
        if (incident.State != IncidentState.Open) return incident;
        var text = string.IsNullOrWhiteSpace(comment) ? "acknowledged" : $"acknowledged: {comment.Trim()}";
        return incident
            with
        { State = IncidentState.Acknowledged, Timeline = incident.Timeline.Add(new(now, "acknowledged", actor, text)) };
    }

    /// <summary>The id that an incident opened by this finding has: the same at every delivery.</summary>
    public static string IdOf(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(finding.Id)).AsSpan(0, 10));

    internal static Incident Resolve(Incident incident, DateTimeOffset at, string reason) => incident with
    {
        State = IncidentState.Resolved,
        ResolvedAt = at,
        Suppressions = [],
        Flap = incident.Flap is { } flap ? flap with { QuietSince = flap.QuietSince ?? at } : null,
        Timeline = incident.Timeline.Add(new(at, "resolved", "monitor", reason)),
    };

    // Only the last one may be untold: each is told before the next is taken in.
    private static IncidentStep Again(Incident latest, Finding finding, string id)
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

    private static Incident Taking(Incident incident, string id)
    {
        var taken = incident.AppliedFindings.Length >= MostTaken ? incident.AppliedFindings.RemoveAt(0) : incident.AppliedFindings;
        return incident with { AppliedFindings = taken.Add(id) };
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
        Timeline = incident.Timeline
            .Add(new(finding.At, "severity", "monitor", $"{Word(incident.Severity)} became {Word(finding.Severity)}: {finding.Reason}")),
    };

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
