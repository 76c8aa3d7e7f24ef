using System.Runtime.Serialization;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Clusters;

/// <summary>An active condition, as clients see it.</summary>
[DataContract]
internal sealed record ViolationDto
{
    [DataMember(Name = "condition")] public string Condition { get; init; } = "";

    [DataMember(Name = "entity")] public string Entity { get; init; } = "";

    [DataMember(Name = "severity")] public string Severity { get; init; } = "";

    [DataMember(Name = "since")] public DateTimeOffset Since { get; init; }

    [DataMember(Name = "reason")] public string Reason { get; init; } = "";

    [DataMember(Name = "value")] public double? Value { get; init; }

    [DataMember(Name = "incidentKey")] public string IncidentKey { get; init; } = "";

    public static ViolationDto Of(ActiveCondition active) => new()
    {
        Condition = active.Condition.ToName(),
        Entity = active.Entity.ToString(),
        Severity = ApiJson.Word(active.Severity),
        Since = active.Since,
        Reason = active.Reason,
        Value = active.Value,
        IncidentKey = Domain.Incidents.IncidentKey.Of(active.Condition, active.Entity),
    };
}
