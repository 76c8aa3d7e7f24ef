using System.Collections.Immutable;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>A message as a channel sends it.</summary>
/// <param name="Id">Its id; the same when it is sent again.</param>
/// <param name="Form">The kind of message.</param>
/// <param name="Severity">The incident's severity.</param>
/// <param name="Title">One line that begins with the severity or the state.</param>
/// <param name="Body">The text, in lines.</param>
/// <param name="Link">The incident's page; null if the monitor's address is not configured.</param>
/// <param name="Notice">The facts, for channels that send fields; null for a test message.</param>
/// <param name="At">When it happened.</param>
public sealed record NotificationMessage(
    string Id, MessageForm Form, Severity Severity, string Title, string Body, string? Link, Notice? Notice, DateTimeOffset At)
{
    /// <summary>The references of the messages of the incident that the destination accepted before, oldest first, each once.</summary>
    public ImmutableArray<string> Earlier { get; init; } = [];

    /// <summary>What the channel said of an earlier attempt (<see cref="DeliveryOutcome.Progress"/>); null for nothing.</summary>
    public string? Progress { get; init; }
}

/// <summary>How much a channel takes.</summary>
/// <param name="Title">The limit of the title, in bytes of UTF-8.</param>
/// <param name="Body">The limit of the body, in bytes of UTF-8.</param>
/// <param name="Rate">How fast it takes messages; null for no limit.</param>
public sealed record MessageLimits(int Title, int Body, RateLimit? Rate = null)
{
    /// <summary>Whether it shows an incident as open until it learns of its end.</summary>
    public bool ShowsState { get; init; }

    /// <summary>How often it has to be told that an incident is still open, or forgets it; null if it never forgets one.</summary>
    public TimeSpan? Refresh { get; init; }
}
