using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>Destinations at the documented rates of their services, which may all be away, and what they accepted.</summary>
internal sealed class UnreliableDestinations : INotificationSender
{
    // docs/channels.md: a webhook, ntfy, Discord.
    private static readonly FrozenDictionary<string, RateLimit?> Rates = new Dictionary<string, RateLimit?>(StringComparer.Ordinal)
    {
        ["hook"] = null,
        ["phone"] = new(Burst: 60, TimeSpan.FromSeconds(5)),
        ["chat"] = new(Burst: 1, TimeSpan.FromMilliseconds(400)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ConcurrentQueue<Accepted> _accepted = new();
    private int _attempts;

    public static IEnumerable<string> Names => Rates.Keys;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public bool AreAway { get; set; }

    /// <summary>Whether the next message is accepted without an answer, so that the monitor cannot know.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>Completed when an answer was lost.</summary>
    public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Which life of the monitor sends.</summary>
    public int Life { get; set; }

    public int Attempts => _attempts;

    public IReadOnlyList<Accepted> AcceptedBy(string destination) => [.. _accepted.Where(one => one.Destination == destination)];

    public static RateLimit? RateOf(string destination) => Rates[destination];

    public void Replace(IServiceCollection services) => services.AddSingleton<INotificationSender>(this);

    public MessageLimits LimitsOf(Destination destination) => new(200, 2000, Rates[destination.Name]);

    public Task<DeliveryOutcome> RefreshAsync(
        Destination destination, IReadOnlyList<NotificationMessage> open, CancellationToken cancellation) =>
        Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));

    public Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        if (AreAway) return Task.FromResult(new DeliveryOutcome(DeliveryResult.Transient, "It cannot be reached."));
        _accepted.Enqueue(new(destination.Name, message.Id, message.Notice!.IncidentId, message.Form, Time.GetUtcNow(), Life));
        if (!LosesNextAnswer) return Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));
        LosesNextAnswer = false;
        Lost.TrySetResult();
        return new TaskCompletionSource<DeliveryOutcome>().Task;
    }
}

/// <summary>A message that a destination accepted.</summary>
internal sealed record Accepted(string Destination, string Id, string Incident, MessageForm Form, DateTimeOffset At, int Life);
