using System.Collections.Immutable;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Api.Notifications;

/// <summary>Who was notified of an incident, who was not, and why.</summary>
internal sealed record IncidentNotificationsDto(string IncidentId, string? Reason, ImmutableArray<DestinationRecordDto> Destinations)
{
    public static IncidentNotificationsDto Of(string incidentId, ImmutableArray<NotificationRecord> records) => new(
        incidentId, records.IsEmpty ? "no destinations are configured" : null,
        [.. records.Select(DestinationRecordDto.Of)]);
}

/// <summary>Why a destination was notified of an incident or was not, and its messages in the order of storage.</summary>
internal sealed record DestinationRecordDto(
    string Destination, bool Notified, DateTimeOffset? NotifiedAt, string Reason, ImmutableArray<NotificationDto> Messages)
{
    public static DestinationRecordDto Of(NotificationRecord one) => new(
        one.Destination, one.NotifiedAt is not null, one.NotifiedAt, one.Reason, [.. one.Messages.Select(NotificationDto.Of)]);
}
