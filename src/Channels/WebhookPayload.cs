using System.Text.Json;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>The body of a webhook. Receivers depend on its names.</summary>
internal static class WebhookPayload
{
    public static byte[] Write(NotificationMessage message) => JsonSerializer.SerializeToUtf8Bytes(
        new Payload(TypeOf(message), message.At, message.Notice is { } notice ? Of(message, notice) : Test(message)),
        JsonSerializerOptions.Web);

    private static string TypeOf(NotificationMessage message) => (message.Notice, message.Form) switch
    {
        (null, _) => "test",
        (_, MessageForm.Trouble) => "incident.open",
        _ => "incident.resolved",
    };

    private static PayloadData Of(NotificationMessage message, Notice notice) => new(message.Title, message.Body, Word(message.Severity))
    {
        IncidentId = notice.IncidentId,
        State = message.Form == MessageForm.Trouble ? "open" : "resolved",
        Condition = notice.Condition.ToName(),
        Entity = notice.Entity,
        Cluster = notice.Cluster,
        Node = notice.Node,
        Reason = notice.Reason,
        Outcome = notice.Outcome,
        BeganAt = notice.BeganAt,
        EndedAt = message.Form == MessageForm.Trouble ? null : notice.At,
        ReplacedBy = message.Form == MessageForm.Replaced ? notice.ReplacedBy?.Condition.ToName() : null,
        Link = message.Link,
    };

    private static PayloadData Test(NotificationMessage message) => new(message.Title, message.Body, Word(message.Severity));

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private sealed record Payload(string Type, DateTimeOffset Timestamp, PayloadData Data);

    private sealed record PayloadData(string Title, string Message, string Severity)
    {
        public string? IncidentId { get; init; }
        public string? State { get; init; }
        public string? Condition { get; init; }
        public string? Entity { get; init; }
        public string? Cluster { get; init; }
        public string? Node { get; init; }
        public string? Reason { get; init; }
        public string? Outcome { get; init; }
        public DateTimeOffset? BeganAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public string? ReplacedBy { get; init; }
        public string? Link { get; init; }
    }
}
