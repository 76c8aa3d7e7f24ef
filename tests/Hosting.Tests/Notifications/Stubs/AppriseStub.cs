using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A server of Apprise API with one stored configuration.</summary>
internal sealed class AppriseStub : ChannelStub
{
    private static readonly string[] Kinds = ["info", "success", "warning", "failure"];

    public override DestinationOptions Destination =>
        new() { Apprise = new() { Server = Server.Url, Key = Secret, Tag = "night" } };

    protected override Reply Take(Received request)
    {
        if (request.Path != $"/notify/{Secret}") return new(204);
        var body = Read(request);
        var kind = body.GetProperty("type").GetString();
        if (body.GetProperty("body").GetString() is not { Length: > 0 } || !Kinds.Contains(kind)) return new(400, "Bad Request");
        if (body.GetProperty("tag").GetString() != "night") return new(204);
        Shown.Add($"{body.GetProperty("title").GetString()} {kind}");
        return new(200, "Notification(s) sent.");
    }
}
