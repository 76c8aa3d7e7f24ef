using System.Text.Json;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>The Events API v2 of PagerDuty. It shows the events.</summary>
internal sealed class PagerDutyStub : ChannelStub
{
    private static readonly string[] Severities = ["critical", "error", "warning", "info"];

    public override DestinationOptions Destination => new() { PagerDuty = new() { Server = Server.Url, Key = Secret } };

    protected override Reply Take(Received request)
    {
        var body = Read(request);
        var key = body.GetProperty("dedup_key").GetString()!;
        if (request.Path != "/v2/enqueue" || body.GetProperty("routing_key").GetString() != Secret) return Bad("Invalid routing key");
        if (key.Length > 255 || request.Body.Length > 512_000) return Bad("Length");
        var action = body.GetProperty("event_action").GetString()!;
        if (action == "trigger" && !IsPayload(body.GetProperty("payload"))) return Bad("'payload' is invalid");
        if (action is not ("trigger" or "resolve")) return Bad("Invalid event action");
        Shown.Add($"{action} {key}");
        return new(202, $$"""{"status":"success","dedup_key":"{{key}}"}""");
    }

    private static bool IsPayload(JsonElement payload) =>
        payload.GetProperty("summary").GetString() is { Length: > 0 and <= 1024 }
        && payload.GetProperty("source").GetString() is { Length: > 0 }
        && Severities.Contains(payload.GetProperty("severity").GetString());

    private static Reply Bad(string what) => new(400, $$"""{"status":"invalid event","errors":["{{what}}"]}""");
}
