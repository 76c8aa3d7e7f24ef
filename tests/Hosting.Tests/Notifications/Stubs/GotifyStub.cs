using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A server of Gotify.</summary>
internal sealed class GotifyStub : ChannelStub
{
    public override DestinationOptions Destination => new() { Gotify = new() { Server = $"{Server.Url}/sub/", AccessToken = Secret } };

    protected override Reply Take(Received request)
    {
        if (request.Path != "/sub/message" || request.Headers["X-Gotify-Key"] != Secret) return new(401, """{"error":"Unauthorized"}""");
        var body = Read(request);
        if (body.GetProperty("message").GetString()!.Length == 0) return new(400, """{"error":"Bad Request"}""");
        Shown.Add($"{body.GetProperty("title").GetString()} {body.GetProperty("priority").GetInt32()}");
        return new(200, $$"""{"id":{{Shown.Count}}}""");
    }
}
