using System.Text.Json;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Simulator.Tests;

public sealed class ErrorFormTests
{
    private const string UnknownUpid = "UPID:pve1:00000116:00015EBF:6B052827:qmcreate:1:mon@pve!t1:";

    /// <summary>Name in the recording, who asks, and the request where ours needs another guest than the recording.</summary>
    public static TheoryData<string, string, string?> Cases => new()
    {
        { "403 node status", "none", null }, { "403 cluster status", "none", null }, { "403 guest", "none", null },
        { "403 start", "none", null },
        { "401 no auth", "nobody", null }, { "401 bad secret", "bad secret", null }, { "401 unknown user", "unknown user", null },
        { "401 malformed header", "malformed", null },
        { "401 login bad password", "nobody", "POST /access/ticket?username=mon@pve&password=x" },
        { "401 post without csrf", "ticket", null },
        { "501 unknown path", "act", null }, { "501 wrong method", "act", null }, { "400 unknown param", "act", null },
        { "400 bad enum", "act", null },
        { "400 bad node name", "act", null }, { "500 unknown node", "act", null }, { "500 unknown vmid", "act", null },
        { "500 guest on other node", "act", "GET /nodes/pve1/qemu/105/status/current" },
        { "500 unknown upid", "act", $"GET /nodes/pve1/tasks/{UnknownUpid}/status" },
        { "400 bad upid", "act", null }, { "500 ct not running", "act", null }, { "500 no agent", "act", null },
        { "403 token not allowed", "act", "POST /access/ticket?username=mon@pve&password=x" }, { "500 wol self", "act", null },
        { "500 wol no mac", "act", null },
        { "500 ceph missing", "act", null }, { "501 zfs missing", "act", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Errors_have_the_recorded_status_line_and_body(string name, string caller, string? request)
    {
        using var recording = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(Recordings.Answers, "http_error_forms.json"), TestContext.Current.CancellationToken));
        var expected = recording.RootElement.GetProperty(name);
        await using var simulator = await SimulatorFixture.StartAsync(new()
        {
            Guests = 200,
            StoppedShare = 0,
            Timings = new() { AuthDelay = TimeSpan.Zero }
        });
        Prepare(simulator);
        var client = Caller(simulator, caller);
        var parts = (request ?? expected.GetProperty("request").GetString()!.Replace("/api2/json", "", StringComparison.Ordinal))
            .Split(' ');
        if (name is "500 ct not running") parts[1] = "/nodes/pve1/lxc/202/status/stop";
        using var message = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1].TrimStart('/'));
        using var response = await client.SendAsync(message, TestContext.Current.CancellationToken);

        var line = expected.GetProperty("status_line").GetString()!["HTTP/1.1 ".Length..];
        $"{(int)response.StatusCode} {response.ReasonPhrase}".ShouldBe(line);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Canonical(body).ShouldBe(Canonical(expected.GetProperty("body").GetString()!));
        response.Headers.ConnectionClose.ShouldBe(true);
    }

    private static void Prepare(SimulatorFixture simulator)
    {
        simulator.Cluster.SetTokenPrivileges("nobody@pve!none");
        simulator.Cluster.SetWakeOnLan("pve2", null);
        simulator.Cluster.KillGuest(202);
    }

    private static HttpClient Caller(SimulatorFixture simulator, string caller) => caller switch
    {
        "none" => simulator.ClientFor(0, "PVEAPIToken=nobody@pve!none=00000000-0000-0000-0000-000000000000"),
        "nobody" => simulator.ClientFor(0, ""),
        "bad secret" => simulator.ClientFor(0, $"PVEAPIToken={simulator.Proxmox.ReadTokenId}=wrong"),
        "unknown user" => simulator.ClientFor(0, "PVEAPIToken=who@pve!x=y"),
        "malformed" => simulator.ClientFor(0, "PVEAPIToken garbage"),
        "ticket" => WithTicket(simulator),
        _ => simulator.Actor,
    };

    private static HttpClient WithTicket(SimulatorFixture simulator)
    {
        var client = simulator.ClientFor(0, "");
        using var login = client.PostAsync("access/ticket?username=monitor@pve&password=simulator", null,
            TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        using var answer = JsonDocument.Parse(login.Content.ReadAsStringAsync(TestContext.Current.CancellationToken).GetAwaiter()
            .GetResult());
        client.DefaultRequestHeaders.Add("Cookie",
            $"PVEAuthCookie={answer.RootElement.GetProperty("data").GetProperty("ticket").GetString()}");
        return client;
    }

    private static string Canonical(string json)
    {
        if (json == "") return "";
        using var document = JsonDocument.Parse(json);
        return string.Join('\n', document.RootElement.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"{property.Name}={property.Value}"));
    }

    [Fact]
    public async Task A_401_is_held_back_for_three_seconds()
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        var answer = simulator.ClientFor(0, "").GetAsync("version", TestContext.Current.CancellationToken);
        (await simulator.Time.NextWaitAsync()).ShouldBe(TimeSpan.FromSeconds(3));
        answer.IsCompleted.ShouldBeFalse();
        simulator.Pass(3);
        (await answer).ReasonPhrase.ShouldBe("No ticket");
    }
}
