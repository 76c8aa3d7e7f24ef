using System.Runtime.Serialization;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Live;

/// <summary>An event as clients see it, over REST and SignalR.</summary>
[DataContract]
internal sealed record EventDto
{
    [DataMember(Name = "sequence")] public long Sequence { get; init; }

    [DataMember(Name = "id")] public string Id { get; init; } = "";

    [DataMember(Name = "timestamp")] public DateTimeOffset Timestamp { get; init; }

    [DataMember(Name = "type")] public string Type { get; init; } = "";

    [DataMember(Name = "severity")] public string Severity { get; init; } = "";

    [DataMember(Name = "source")] public string Source { get; init; } = "";

    [DataMember(Name = "cluster")] public string? Cluster { get; init; }

    [DataMember(Name = "node")] public string? Node { get; init; }

    [DataMember(Name = "guest")] public int? Guest { get; init; }

    [DataMember(Name = "condition")] public string? Condition { get; init; }

    [DataMember(Name = "incidentKey")] public string? IncidentKey { get; init; }

    [DataMember(Name = "incidentId")] public string? IncidentId { get; init; }

    [DataMember(Name = "title")] public string Title { get; init; } = "";

    [DataMember(Name = "message")] public string Message { get; init; } = "";

    [DataMember(Name = "notify")] public bool Notify { get; init; }

    [DataMember(Name = "details")]
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static EventDto Of(MonitorEvent e) => new()
    {
        Sequence = e.Sequence,
        Id = e.Id,
        Timestamp = e.Timestamp,
        Type = ApiJson.Word(e.Type),
        Severity = ApiJson.Word(e.Severity),
        Source = e.Source,
        Cluster = e.Cluster,
        Node = e.Node,
        Guest = e.Guest,
        Condition = e.Condition?.ToName(),
        IncidentKey = e.IncidentKey,
        IncidentId = e.IncidentId,
        Title = e.Title,
        Message = e.Message,
        Notify = e.Notify,
        Details = e.Details,
    };
}
