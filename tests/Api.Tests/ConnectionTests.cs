using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Api.Tests;

/// <summary>Clusters that are added, changed, paused and removed while the monitor runs.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private const string Connections = "/api/v1/connections";

    private readonly TempDatabase _database = new();
    private SimulatedProxmox _proxmox = null!;
    private RunningApp? _running;

    private RunningApp App
    {
        get => _running!;
        set => _running = value;
    }

    public async ValueTask InitializeAsync()
    {
        _proxmox = await RunningApp.Proxmox();
        App = await RunningApp.Start(_database.File);
    }

    [Fact]
    public async Task An_added_cluster_is_watched_without_a_restart_and_after_one()
    {
        var added = await Send(HttpMethod.Post, Connections, Body());
        added.Status.ShouldBe(HttpStatusCode.Created, added.Text);
        added.Json.GetProperty("state").GetString().ShouldBe("watched");
        await Seen();

        await Stop();
        App = await RunningApp.Start(_database.File);
        await Seen();
        var row = (await App.Rows("add_cluster")).ShouldHaveSingleItem();
        row.GetProperty("actor").GetString().ShouldBe("local");
        row.ToString().ShouldContain("monitor@pve!read");
    }

    [Fact]
    public async Task A_paused_cluster_is_left_alone_its_incidents_end_unhealed_and_it_can_be_resumed()
    {
        await Send(HttpMethod.Post, Connections, Body());
        await Seen();
        _proxmox.Cluster.SetNodeMetrics("pve1", diskRatio: 0.97);
        await App.Until("/api/v1/incidents?state=open", open => Items(open).Length == 1, "a full disk");

        (await Send(HttpMethod.Post, $"{Connections}/lab/pause")).Json.GetProperty("state").GetString().ShouldBe("paused");

        Items(await App.Get("/api/v1/clusters")).ShouldBeEmpty();
        var paused = _proxmox.Requests.Total;
        await Ended();
        _proxmox.Requests.Total.ShouldBe(paused, "nothing was asked while it was paused");
        (await Send(HttpMethod.Post, $"{Connections}/lab/resume")).Json.GetProperty("state").GetString().ShouldBe("watched");
        Items(await App.Get("/api/v1/incidents?state=all"))
            .ShouldContain(incident => incident.ToString().Contains("no longer watched: paused by local"));
        await Seen();
        await App.Until("/api/v1/incidents?state=open", open => Items(open).Length == 1, "the disk is still full");
    }

    [Fact]
    public async Task A_removed_cluster_is_gone_its_history_stays_and_its_name_is_free()
    {
        await Send(HttpMethod.Post, Connections, Body());
        await Seen();

        (await Send(HttpMethod.Delete, $"{Connections}/lab")).Status.ShouldBe(HttpStatusCode.OK);

        (await Send(HttpMethod.Get, "/api/v1/clusters/lab")).Status.ShouldBe(HttpStatusCode.NotFound);
        Items(await App.Get(Connections)).ShouldBeEmpty();
        (await App.Rows("remove_cluster")).ShouldHaveSingleItem();
        await Ended();
        (await Send(HttpMethod.Post, Connections, Body())).Status.ShouldBe(HttpStatusCode.Created);
        await Seen();
    }

    [Fact]
    public async Task Live_streams_show_clusters_that_come_and_go()
    {
        var hub = await App.Hub("/hubs/cluster");
        await using var all = hub.StreamAsync<JsonElement>("Watch", null, RunningApp.Timeout).GetAsyncEnumerator(RunningApp.Timeout);
        var coming = all.MoveNextAsync();
        await Send(HttpMethod.Post, Connections, Body());
        (await coming).ShouldBeTrue();
        while (Guests(all.Current) < 12) (await all.MoveNextAsync()).ShouldBeTrue();
        await using var one = hub.StreamAsync<JsonElement>("Watch", "lab", RunningApp.Timeout).GetAsyncEnumerator(RunningApp.Timeout);
        (await one.MoveNextAsync()).ShouldBeTrue();

        await Send(HttpMethod.Delete, $"{Connections}/lab");

        while (Guests(all.Current) > 0) (await all.MoveNextAsync()).ShouldBeTrue();
        all.Current.GetProperty("deletes").GetArrayLength().ShouldBe(12);
        while (await one.MoveNextAsync()) one.Current.GetProperty("cluster").GetProperty("name").GetString().ShouldBe("lab");

        static int Guests(JsonElement batch) => batch.GetProperty("cluster").GetProperty("guests").GetInt32();
    }

    [Fact]
    public async Task What_cannot_work_is_refused_and_not_stored()
    {
        await Refused(Body() with { Endpoints = ["http://127.0.0.1:8006"] }, 400, "travel in the clear");
        await Refused(Body() with { TokenSecret = "00000000-0000-0000-0000-000000000000" }, 409, "connection-failed");
        await Refused(Body() with { Fingerprints = null }, 409, _proxmox.Fingerprint.ToUpperInvariant());
        await Refused(Body() with { ActTokenId = _proxmox.ActTokenId, ActTokenSecret = "wrong" }, 409, "act token");
        await Refused(Body() with { TokenSecret = null }, 400, "tokenSecret is missing");
        Items(await App.Get(Connections)).ShouldBeEmpty();

        await Send(HttpMethod.Post, Connections, Body());
        await Refused(Body(), 409, "name-taken");
        await Refused(Body("twin"), 409, "same Proxmox as lab");
    }

    [Fact]
    public async Task A_secret_is_kept_only_while_it_goes_where_it_went_before()
    {
        await Send(HttpMethod.Post, Connections, Body());
        var kept = Body() with
        {
            TokenSecret = null,
            ActTokenId = _proxmox.ActTokenId,
            ActTokenSecret = _proxmox.ActTokenSecret,
        };

        var changed = await Send(HttpMethod.Put, $"{Connections}/lab", kept);
        changed.Status.ShouldBe(HttpStatusCode.OK, changed.Text);
        changed.Json.GetProperty("actTokenId").GetString().ShouldBe(_proxmox.ActTokenId);
        var moved = await Send(HttpMethod.Put, $"{Connections}/lab", kept with { Endpoints = [_proxmox.Endpoints[1].ToString()] });
        moved.Status.ShouldBe(HttpStatusCode.BadRequest);
        moved.Text.ShouldContain("tokenSecret is missing");
        var row = (await App.Rows("change_cluster")).ShouldHaveSingleItem().ToString();
        row.ShouldContain("newSecret");
        await Seen();
    }

    [Fact]
    public async Task Another_Proxmox_does_not_take_the_place_of_a_cluster()
    {
        await Send(HttpMethod.Post, Connections, Body());
        await using var other = await RunningApp.Proxmox();
        var body = Body() with
        {
            Endpoints = [other.Endpoints[0].ToString()],
            Fingerprints = [other.Fingerprint],
            TokenId = other.ReadTokenId,
            TokenSecret = other.ReadTokenSecret,
        };

        var answer = await Send(HttpMethod.Put, $"{Connections}/lab", body);

        answer.Status.ShouldBe(HttpStatusCode.Conflict, answer.Text);
        answer.Text.ShouldContain("another-proxmox");
    }

    [Fact]
    public async Task No_secret_leaves_the_monitor()
    {
        var act = Body() with { ActTokenId = _proxmox.ActTokenId, ActTokenSecret = _proxmox.ActTokenSecret };
        var said = new List<string>
        {
            (await Send(HttpMethod.Post, $"{Connections}/test", act)).Text,
            (await Send(HttpMethod.Post, Connections, act)).Text,
            (await Send(HttpMethod.Post, Connections, act)).Text,
            (await Send(HttpMethod.Put, $"{Connections}/lab", act)).Text,
        };
        await Seen();
        foreach (var path in new[] { Connections, "/api/v1/status", "/api/v1/events?after=0", "/api/v1/actions", "/api/v1/actions/export",
            "/metrics", "/openapi/v1.json", "/connect" })
            said.Add((await Send(HttpMethod.Get, path)).Text);
        said.Add((await Send(HttpMethod.Delete, $"{Connections}/lab")).Text);
        said.Add(string.Join('\n', App.Log.Lines));
        await Stop();
        said.AddRange(Directory.GetFiles(Path.GetDirectoryName(_database.File)!, Path.GetFileName(_database.File) + "*")
            .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file))));

        said.Count(text => text.Length > 0).ShouldBeGreaterThan(15);
        said.ShouldAllBe(text => !text.Contains(_proxmox.ReadTokenSecret) && !text.Contains(_proxmox.ActTokenSecret));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _proxmox.DisposeAsync();
        _database.Dispose();
    }

    private async Task Stop()
    {
        if (_running is not null) await _running.DisposeAsync();
        _running = null;
    }

    private Task Seen() => App.Until(
        "/api/v1/clusters", clusters => Items(clusters) is [var lab] && lab.GetProperty("guests").GetInt32() == 12, "lab with 12 guests");

    private Request Body(string name = "lab") => new(
        name, [_proxmox.Endpoints[0].ToString()], [_proxmox.Fingerprint], _proxmox.ReadTokenId, _proxmox.ReadTokenSecret, null, null);

    private async Task Refused(Request body, int status, string part)
    {
        var answer = await Send(HttpMethod.Post, Connections, body);
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.Text.ShouldContain(part);
    }

    private async Task<Answer> Send(HttpMethod method, string path, Request? body = null)
    {
        using var answer = await App.Send(method, path, body is null ? null : JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
        var text = await answer.Content.ReadAsStringAsync(RunningApp.Timeout);
        return new(answer.StatusCode, text);
    }

    // The watch of a cluster ends in the background; until then its name is refused.
    private Task Ended() => App.Log.Until("its open incidents are resolved with that reason");

    private static JsonElement[] Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    private sealed record Request(
        string? Name, string[]? Endpoints, string[]? Fingerprints, string? TokenId, string? TokenSecret, string? ActTokenId,
        string? ActTokenSecret);

    private sealed record Answer(HttpStatusCode Status, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;
    }
}
