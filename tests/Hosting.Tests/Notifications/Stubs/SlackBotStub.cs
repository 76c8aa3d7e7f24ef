using System.Globalization;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>The Web API of Slack: errors come with the status 200.</summary>
internal sealed class SlackBotStub : ChannelStub
{
    public override DestinationOptions Destination =>
        new() { SlackBot = new() { Server = Server.Url, Channel = "alarms", AccessToken = Token } };

    public override string Token => $"xoxb-{Secret}";

    public override Reply Refused => Error("invalid_auth");

    protected override Reply Take(Received request)
    {
        if (request.Headers["Authorization"] != $"Bearer {Token}") return Error("not_authed");
        var body = Read(request);
        if (SlackStub.Text(body) is not { } text) return Error("invalid_blocks");
        var channel = body.GetProperty("channel").GetString();
        if (request.Path == "/api/chat.postMessage")
        {
            if (channel != "alarms") return Error("channel_not_found");
            Shown.Add(text);
            return Done(Shown.Count);
        }

        // It takes only the id of the channel.
        if (request.Path != "/api/chat.update" || channel != "C1") return Error("channel_not_found");
        var number = int.Parse(body.GetProperty("ts").GetString()!.Split('.')[0], CultureInfo.InvariantCulture);
        if (number > Shown.Count) return Error("message_not_found");
        Shown[number - 1] = text;
        return Done(number);
    }

    private static Reply Done(int number) => new(200, $$"""{"ok":true,"channel":"C1","ts":"{{number}}.0001"}""");

    private static Reply Error(string error) => new(200, $$"""{"ok":false,"error":"{{error}}"}""");
}
