using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Channels;

/// <summary>Apprise API: passes messages on to the services of a stored configuration.</summary>
internal sealed class AppriseChannel(AppriseOptions options, ChannelHttp http) : INotificationChannel
{
    private readonly string _address = $"{options.Server!.TrimEnd('/')}/notify/{Uri.EscapeDataString(options.Key!)}";

    public MessageLimits Limits { get; } = new(Title: 250, Body: 4096);

    public async Task<DeliveryOutcome> SendAsync(NotificationMessage message, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["title"] = message.Title,
            ["body"] = message.Link is { } link ? $"{message.Body}\n{link}" : message.Body,
            ["type"] = Kind(message),
            ["format"] = "text",
        };
        if (options.Tag is { } tag) body["tag"] = tag;
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Json.Content(body) };
        var answer = await http.SendAsync(request, [options.Key!], cancellation).ConfigureAwait(false);
        return answer.Status switch
        {
            StatusCodes.Status204NoContent => new(DeliveryResult.Permanent, "It has no service under this Key and Tag."),

            // At least one service failed. Those that did not get the message again, because a lost one is worse.
            StatusCodes.Status424FailedDependency => answer.Outcome with { Result = DeliveryResult.Transient },
            _ => answer.Outcome,
        };
    }

    private static string Kind(NotificationMessage message) => (message.Form, message.Severity) switch
    {
        (MessageForm.Trouble, Severity.Critical or Severity.Error) => "failure",
        (MessageForm.Trouble, Severity.Warning) => "warning",
        (MessageForm.Trouble, _) => "info",
        _ => "success",
    };
}
