using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>A row of the outbox: one step of an incident for one destination.</summary>
public sealed record Notification
{
    /// <summary>Its position in the order of storage, from 1; 0 until it is stored.</summary>
    public long Sequence { get; init; }

    /// <summary>Its id (<see cref="IdOf"/>).</summary>
    public required string Id { get; init; }

    /// <summary>The destination's name.</summary>
    public required string Destination { get; init; }

    /// <summary>What it reports.</summary>
    public required Notice Notice { get; init; }

    /// <summary>Why it goes to this destination.</summary>
    public required string Route { get; init; }

    /// <summary>Its state.</summary>
    public NotificationState State { get; init; }

    /// <summary>The number of attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When it may next be sent; without meaning unless it is pending.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <summary>When it was last sent or otherwise changed; null if it never was.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>The destination asked for no messages until then; null if it did not.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>The last error, or why it was not sent; null if there is none. Contains no secret.</summary>
    public string? LastError { get; init; }

    /// <summary>
    /// What a later message of the incident needs to edit this one or to reply to it; opaque, without a secret. Null if the channel has no
    /// such thing, or if it was not delivered.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>What of it is done, if the destination accepted a part; opaque to all but its channel. Null for nothing.</summary>
    public string? Progress { get; init; }

    /// <summary>Whether the destination accepted it, at least in part.</summary>
    public bool IsAccepted => State == NotificationState.Delivered || Progress is not null;

    /// <summary>Since when it can be sent. One that was muted or escalates could not before.</summary>
    public DateTimeOffset DueSince => LastAttemptAt is null ? NextAttemptAt : Notice.EscalatesAt ?? Notice.At;

    /// <summary>The id for a step and a destination. The same step always has the same id.</summary>
    public static string IdOf(string incidentId, string step, string destination) =>
        "msg_" + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{incidentId}\n{step}\n{destination}")).AsSpan(0, 16));
}
