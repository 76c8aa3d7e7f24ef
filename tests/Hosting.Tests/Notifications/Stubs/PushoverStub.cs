using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using OrleansMonitor.Channels.Options;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>The API of Pushover. It shows the messages, and the sirens that are on.</summary>
internal sealed class PushoverStub : ChannelStub
{
    public HashSet<string> Sirens { get; } = new(StringComparer.Ordinal);

    public override DestinationOptions Destination =>
        new() { Pushover = new() { Server = Server.Url, User = "user1", AccessToken = Secret } };

    protected override Reply Take(Received request)
    {
        var form = QueryHelpers.ParseQuery(request.Body).ToDictionary(one => one.Key, one => one.Value.ToString(), StringComparer.Ordinal);
        if (form["token"] != Secret) return Bad("application token is invalid");
        if (request.Path.Split('/') is [_, "1", "receipts", var receipt, "cancel.json"])
            return Sirens.Remove(receipt) ? new(200, """{"status":1}""") : Bad("receipt not found");
        if (request.Path != "/1/messages.json" || form["user"] != "user1") return Bad("user identifier is invalid");
        if (form["message"] is not { Length: > 0 and <= 1024 } || form["title"].Length > 250) return Bad("message is too long");
        var isEmergency = form["priority"] == "2";
        if (isEmergency && (Number(form["retry"]) < 30 || Number(form["expire"]) > 10_800)) return Bad("expire must be supplied");
        Shown.Add(form["title"]);
        if (isEmergency) Sirens.Add($"r{Shown.Count}");
        return new(200, isEmergency ? $$"""{"status":1,"receipt":"r{{Shown.Count}}"}""" : """{"status":1}""");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Reply Bad(string what) => new(400, $$"""{"status":0,"errors":["{{what}}"]}""");
}
