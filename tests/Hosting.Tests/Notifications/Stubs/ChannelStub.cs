using System.Text.Json;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A service that takes messages within the limits that it documents, and refuses a malformed one.</summary>
internal abstract class ChannelStub : IAsyncDisposable
{
    /// <summary>A text that no outcome may quote.</summary>
    public const string Secret = "s3cr3t-of-the-channel";

    private Receiver? _receiver;

    /// <summary>What the service shows now, oldest first.</summary>
    public List<string> Shown { get; } = [];

    public IReadOnlyList<Received> Requests => Server.Requests;

    /// <summary>Answers instead of the service; null for the service itself.</summary>
    public Func<Received, Reply>? Instead { get; set; }

    /// <summary>The destination that sends to it.</summary>
    public abstract DestinationOptions Destination { get; }

    /// <summary>The token that it wants.</summary>
    public virtual string Token => Secret;

    /// <summary>How it says that the token or the address is refused; it repeats the secret.</summary>
    public virtual Reply Refused => new(403, $"forbidden: {Token}");

    /// <summary>How it asks to wait for a minute.</summary>
    public virtual Reply Limited => new(429, "slow down", RetryAfter: 60);

    protected Receiver Server => _receiver!;

    public static async Task<ChannelStub> Start(string channel)
    {
        ChannelStub stub = channel switch
        {
            "discord" => new DiscordStub(),
            "telegram" => new TelegramStub(),
            "slack" => new SlackStub(),
            "slackbot" => new SlackBotStub(),
            "gotify" => new GotifyStub(),
            "pagerduty" => new PagerDutyStub(),
            "pushover" => new PushoverStub(),
            "teams" => new TeamsStub(),
            "matrix" => new MatrixStub(),
            "alertmanager" => new AlertmanagerStub(),
            _ => new AppriseStub(),
        };
        stub._receiver = await Receiver.Start();
        stub._receiver.Respond = request => (stub.Instead ?? stub.Take)(request);
        return stub;
    }

    /// <summary>Removes what it shows, as a person may.</summary>
    public virtual void Clear() => Shown.Clear();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Takes a request, or refuses it as the service does.</summary>
    protected abstract Reply Take(Received request);

    protected static JsonElement Read(Received request)
    {
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        request.Headers.ContainsKey("Content-Length").ShouldBeTrue("some servers refuse a body whose length they do not know");
        return JsonDocument.Parse(request.Body).RootElement;
    }
}
