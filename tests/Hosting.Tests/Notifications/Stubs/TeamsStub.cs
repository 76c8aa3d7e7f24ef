using System.Text;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A workflow of Teams that posts the card that it receives.</summary>
internal sealed class TeamsStub : ChannelStub
{
    public override DestinationOptions Destination => new() { Teams = new() { Address = $"{Server.Url}/workflows/1?sig={Secret}" } };

    protected override Reply Take(Received request)
    {
        if (Encoding.UTF8.GetByteCount(request.Body) > 28 * 1024) return new(413, "RequestEntityTooLarge");
        var body = Read(request);
        var attachment = body.GetProperty("attachments").EnumerateArray().Single();
        var card = attachment.GetProperty("content");
        if (request.Query != $"?sig={Secret}" || body.GetProperty("type").GetString() != "message"
            || attachment.GetProperty("contentType").GetString() != "application/vnd.microsoft.card.adaptive"
            || card.GetProperty("type").GetString() != "AdaptiveCard") return new(400, "TriggerInputSchemaMismatch");
        var runs = card.GetProperty("body").EnumerateArray()
            .Select(block => block.GetProperty("inlines").EnumerateArray().Single()).ToList();
        if (runs.Exists(run => run.GetProperty("type").GetString() != "TextRun")) return new(400, "InvalidCard");
        Shown.Add($"{runs[0].GetProperty("text").GetString()} {runs[0].GetProperty("color").GetString()}");
        return new(202);
    }
}
