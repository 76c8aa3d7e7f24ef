using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>Destinations that answer what the test says, and remember what they were sent.</summary>
internal sealed class RecordingSender : INotificationSender
{
    private readonly ConcurrentQueue<(string Destination, NotificationMessage Message)> _sent = new();

    /// <summary>The answer to a message, by destination.</summary>
    public Func<string, NotificationMessage, Task<DeliveryOutcome>> Answer { get; set; } =
        (_, _) => Task.FromResult(new DeliveryOutcome(DeliveryResult.Delivered, "ok"));

    /// <summary>Answers everything with one outcome.</summary>
    public void AnswerAll(DeliveryResult result, TimeSpan? wait = null) =>
        Answer = (_, _) => Task.FromResult(new DeliveryOutcome(result, "It answered so.", wait));

    /// <summary>What a destination was sent, oldest first, whatever it answered.</summary>
    public IReadOnlyList<NotificationMessage> SentTo(string destination) =>
        [.. _sent.Where(sent => sent.Destination == destination).Select(sent => sent.Message)];

    public void Replace(IServiceCollection services) => services.AddSingleton<INotificationSender>(this);

    /// <summary>How fast the destinations take messages; null for no limit.</summary>
    public RateLimit? Rate { get; set; }

    /// <summary>Whether the destinations show an incident as open until they learn of its end.</summary>
    public bool ShowsState { get; set; }

    public MessageLimits LimitsOf(Destination destination) => new(200, 2000, Rate) { ShowsState = ShowsState, Refresh = Refresh };

    /// <summary>How often the destinations have to be told what is open; null for never.</summary>
    public TimeSpan? Refresh { get; set; }

    /// <summary>What the destinations were told to be still open, oldest first.</summary>
    public ConcurrentQueue<IReadOnlyList<NotificationMessage>> Refreshed { get; } = new();

    /// <summary>What they answer to that.</summary>
    public DeliveryOutcome RefreshAnswer { get; set; } = new(DeliveryResult.Delivered, "ok");

    /// <summary>Called when they are told.</summary>
    public Action OnRefresh { get; set; } = () => { };

    public Task<DeliveryOutcome> RefreshAsync(
        Destination destination, IReadOnlyList<NotificationMessage> open, CancellationToken cancellation)
    {
        Refreshed.Enqueue(open);
        OnRefresh();
        return Task.FromResult(RefreshAnswer);
    }

    public Task<DeliveryOutcome> SendAsync(Destination destination, NotificationMessage message, CancellationToken cancellation)
    {
        _sent.Enqueue((destination.Name, message));
        return Answer(destination.Name, message);
    }
}
