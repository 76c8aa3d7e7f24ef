using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>The API v2 of an Alertmanager (api/v2/api.go, openapi.yaml). It shows each alert, which its labels identify, once.</summary>
internal sealed partial class AlertmanagerStub : ChannelStub
{
    private readonly Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> _alerts = new(StringComparer.Ordinal);

    public override DestinationOptions Destination =>
        new() { Alertmanager = new() { Servers = { Server.Url, Server.Url + "/second/" }, User = "monitor", Secret = Secret } };

    /// <summary>From when to when the only alert lasts.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Lasts => _alerts.Values.Single();

    protected override Reply Take(Received request)
    {
        if (request.Path is not ("/api/v2/alerts" or "/second/api/v2/alerts")) return new(404);
        if (request.Headers["Authorization"] != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"monitor:{Secret}")))
            return new(401, "Unauthorized");
        lock (_alerts)
        {
            foreach (var alert in Read(request).EnumerateArray())
            {
                if (Problem(alert) is { } problem) return new(400, $"\"{problem}\"");
            }
        }

        return new(200);
    }

    private string? Problem(JsonElement alert)
    {
        var labels = alert.GetProperty("labels").EnumerateObject().ToList();
        if (labels.Count == 0 || labels.Exists(label => !LabelName().IsMatch(label.Name))) return "invalid label set";
        var (from, to) = (alert.GetProperty("startsAt").GetDateTimeOffset(), alert.GetProperty("endsAt").GetDateTimeOffset());
        if (to < from) return "start time must be before end time";
        if (alert.TryGetProperty("generatorURL", out var link) && !Uri.IsWellFormedUriString(link.GetString(), UriKind.Absolute))
            return "generatorURL in body must be of type uri";
        var identity = string.Join(',', labels.OrderBy(label => label.Name).Select(label => $"{label.Name}={label.Value}"));
        if (_alerts.TryAdd(identity, (from, to))) Shown.Add(identity);
        _alerts[identity] = (from, to);
        return null;
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex LabelName();
}
