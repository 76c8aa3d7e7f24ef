using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Rules.Conditions;

/// <summary>
/// The active conditions of an entity, and the findings that are not delivered yet. Level-triggered: an active condition is not
/// raised again (its severity may change), and an inactive one is not cleared.
/// </summary>
[GenerateSerializer, Immutable, Alias("condition-ledger")]
public sealed record ConditionLedger
{
    /// <summary>No condition is active.</summary>
    public static ConditionLedger Empty { get; } = new();

    /// <summary>Findings made so far; part of their ids.</summary>
    [Id(0)] public long Revision { get; init; }

    /// <summary>The active conditions.</summary>
    [Id(1)] public ImmutableArray<ActiveCondition> Active { get; init; } = [];

    /// <summary>The findings that are not delivered yet, oldest first.</summary>
    [Id(2)] public ImmutableArray<Finding> Outbox { get; init; } = [];

    /// <summary>The active condition, or null.</summary>
    public ActiveCondition? Find(ConditionType condition, EntityId entity)
    {
        foreach (var active in Active)
        {
            if (active.Condition == condition && active.Entity == entity) return active;
        }

        return null;
    }

    /// <summary>Applies an assessment: raises, clears or updates a condition. Returns itself if nothing changes.</summary>
    public ConditionLedger Apply(Assessment assessment, DateTimeOffset now)
    {
        var standing = Find(assessment.Condition, assessment.Entity);
        return (assessment.Presence, standing) switch
        {
            (Presence.Present, null) => Raise(assessment, now),
            (Presence.Absent, { } active) => Clear(assessment, active, now),
            (Presence.Present, { } active) when active.Severity != assessment.Severity => Update(assessment, active, now),
            _ => this,
        };
    }

    /// <summary>Adds a change of state.</summary>
    public ConditionLedger Report(
        StateChange change, Severity severity, string title, string? node, DateTimeOffset now,
        ImmutableDictionary<string, string>? facts = null) =>
        Add(new Finding
        {
            Id = NextId(change.Entity, change.Attribute, now),
            Kind = FindingKind.Changed,
            Entity = change.Entity,
            Node = node,
            At = now,
            Severity = severity,
            Title = title,
            Reason = change.Reason,
            Details = (facts ?? ImmutableDictionary<string, string>.Empty)
                .Add("attribute", change.Attribute).Add("from", change.From).Add("to", change.To),
        });

    /// <summary>Ends every active condition, because its entity no longer exists.</summary>
    public ConditionLedger EndAll(string reason, DateTimeOffset now) => End(static _ => true, reason, now);

    /// <summary>Ends the conditions that were active before an instant, because the entity of that time no longer exists.</summary>
    public ConditionLedger EndBefore(DateTimeOffset instant, string reason, DateTimeOffset now) =>
        End(active => active.Since < instant, reason, now);

    /// <summary>Ends the conditions of an entity, because it no longer exists.</summary>
    public ConditionLedger EndOf(EntityId entity, string reason, DateTimeOffset now) => End(active => active.Entity == entity, reason, now);

    private ConditionLedger End(Func<ActiveCondition, bool> concerned, string reason, DateTimeOffset now) =>
        Active.Where(concerned).Aggregate(this, (ledger, active) =>
            ledger.Apply(new(active.Condition, active.Entity, Presence.Absent, active.Severity, "", reason), now));

    /// <summary>Returns the ledger with the only node that reports an entity's figure above its limits; null if several do.</summary>
    public ConditionLedger SeenAt(EntityId entity, string? node)
    {
        var changed = Active.Where(active => active.Entity == entity && active.Value is not null && active.SeenAt != node).ToList();
        return changed.Aggregate(this, (ledger, active) =>
            ledger with { Active = ledger.Active.Replace(active, active with { SeenAt = node }) });
    }

    /// <summary>Returns the ledger with all findings delivered.</summary>
    public ConditionLedger Delivered() => Outbox.IsEmpty ? this : this with { Outbox = [] };

    private ConditionLedger Raise(Assessment assessment, DateTimeOffset now)
    {
        var active = new ActiveCondition(
            assessment.Condition, assessment.Entity, assessment.Severity, now, assessment.Reason, assessment.Value, assessment.ClearAt);
        return Add(Found(assessment, FindingKind.Raised, assessment.Severity, assessment.Title, now, now))
            with
        { Active = Active.Add(active) };
    }

    private ConditionLedger Clear(Assessment assessment, ActiveCondition active, DateTimeOffset now)
    {
        var title = $"{assessment.Condition.ToName()} on {assessment.Entity} cleared";
        return Add(Found(assessment, FindingKind.Cleared, Severity.Info, title, active.Since, now)) with { Active = Active.Remove(active) };
    }

    private ConditionLedger Update(Assessment assessment, ActiveCondition active, DateTimeOffset now)
    {
        var next = active with { Severity = assessment.Severity, Reason = assessment.Reason };
        return Add(Found(assessment, FindingKind.Updated, assessment.Severity, assessment.Title, active.Since, now))
            with
        { Active = Active.Replace(active, next) };
    }

    private Finding Found(
        Assessment assessment, FindingKind kind, Severity severity, string title, DateTimeOffset since, DateTimeOffset now) => new()
        {
            Id = NextId(assessment.Entity, assessment.Condition.ToName(), now),
            Kind = kind,
            Entity = assessment.Entity,
            Node = assessment.Node ?? assessment.Entity.Node,
            At = now,
            Severity = severity,
            Condition = assessment.Condition,
            IsThreshold = assessment.IsThreshold,
            Title = title,
            Reason = assessment.Reason,
            Details = Details(assessment),
            Since = since,
            Counterpart = assessment.Counterpart,
            CounterpartSeverity = assessment.CounterpartSeverity,
        };

    private static ImmutableDictionary<string, string> Details(Assessment assessment)
    {
        var details = ImmutableDictionary<string, string>.Empty;
        if (assessment.Value is { } value) details = details.Add("value", value.ToString("0.####", CultureInfo.InvariantCulture));
        if (assessment.Subject is { } subject) details = details.Add(Finding.SubjectDetail, subject);
        return assessment.Storage is { } storage ? details.Add(Finding.StorageDetail, storage) : details;
    }

    private ConditionLedger Add(Finding finding) => this with { Revision = Revision + 1, Outbox = Outbox.Add(finding) };

    // Two ledgers can concern the same entity, its own and its cluster's, but only one of them holds a given condition or attribute.
    private string NextId(EntityId entity, string what, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{entity.Kind}:{entity}:{what}#{Revision + 1}@{now.ToUnixTimeMilliseconds()}");
}
