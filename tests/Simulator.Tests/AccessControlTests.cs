using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Simulator.Tests;

/// <summary>Rights are judged and told as a real cluster does: recordings of 9.2.11 in <c>Data/permissions</c>.</summary>
public sealed class AccessControlTests
{
    private const string Token = "monitor@pve!read";
    private const string Reader =
        "pveum role add Reader --privs 'Datastore.Audit,Sys.Audit,Sys.Syslog,VM.Audit' || pveum role modify Reader --privs "
            + "'Datastore.Audit,Sys.Audit,Sys.Syslog,VM.Audit'";

    private static readonly string[] ReadingOnly =
    [
        Reader,
        "pveum acl delete / --users monitor@pve --roles Administrator",
        "pveum user token remove monitor@pve read; pveum user token add monitor@pve read --privsep 1",
        "pveum acl modify / --users monitor@pve --roles Reader; pveum acl modify / --tokens 'monitor@pve!read' --roles Reader",
    ];

    [Theory]
    [InlineData("noaccess101", "pveum acl modify /vms/101 --tokens 'monitor@pve!read' --roles NoAccess")]
    [InlineData("poweronly-vms",
        "pveum role add Power --privs VM.PowerMgmt; pveum acl modify /vms --tokens 'monitor@pve!read' --roles Power")]
    public async Task It_answers_what_was_recorded_after_the_same_commands(string recording, string command)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        Run(simulator, [.. ReadingOnly, command]);

        var recorded = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "Data", "permissions", $"{recording}.json"),
                TestContext.Current.CancellationToken))!["data"]!;
        var answered = await Held(simulator);

        answered.EnumerateObject().Select(path => path.Name).ShouldBe(recorded.AsObject().Select(path => path.Key), ignoreOrder: true);
        foreach (var path in answered.EnumerateObject())
        {
            path.Value.EnumerateObject().ToDictionary(held => held.Name, held => held.Value.GetInt32())
                .ShouldBe(recorded[path.Name]!.AsObject().ToDictionary(held => held.Key, held => held.Value!.GetValue<int>()),
                    ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData("an entry that is not handed down counts on its own path only",
        "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess --propagate 0", "/vms/101", true)]
    [InlineData("and there it counts", "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess --propagate 0", "/vms", false)]
    [InlineData("one that is handed down reaches below", "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess",
        "/vms/101", false)]
    [InlineData("a deeper entry takes its place",
        "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess; pveum acl modify /vms/101 --tokens 'monitor@pve!read' "
            + "--roles Reader", "/vms/101", true)]
    [InlineData("NoAccess beats a role beside it", "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess,Reader",
        "/vms", false)]
    [InlineData("the user's limits are the token's", "pveum acl modify /vms --users monitor@pve --roles NoAccess", "/vms/101", false)]
    [InlineData("a deleted entry takes nothing away",
        "pveum acl modify /vms --tokens 'monitor@pve!read' --roles NoAccess; pveum acl delete /vms --tokens 'monitor@pve!read' "
            + "--roles NoAccess", "/vms", true)]
    public async Task Rights_follow_the_entries(string why, string command, string path, bool held)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        Run(simulator, [.. ReadingOnly, command]);

        var answered = (await Held(simulator, $"?path={Uri.EscapeDataString(path)}")).GetProperty(path);

        answered.TryGetProperty("VM.Audit", out _).ShouldBe(held, why);
    }

    [Theory]
    [InlineData("pveum role add Reader --privs VM.Audit", "role 'Reader' already exists")]
    [InlineData("pveum role add Reader --privs VM.Audit && pveum role delete Reader", "role 'Reader' already exists")]
    [InlineData("pveum role modify Nobody --privs VM.Audit", "role 'Nobody' does not exist")]
    [InlineData("pveum acl modify / --tokens 'monitor@pve!none' --roles Reader", "ACL update failed: 'monitor@pve!none' does not exist")]
    [InlineData("pveum acl delete /vms/9999 --tokens 'monitor@pve!read' --roles NoAccess", null)]
    [InlineData("pveum user token add monitor@pve read --privsep 1", "Token already exists.")]
    [InlineData("pveum user token remove monitor@pve none || true", null)]
    public async Task Commands_fail_where_the_real_ones_do(string line, string? error)
    {
        await using var simulator = await SimulatorFixture.StartAsync();
        simulator.Cluster.RunPveum(Reader).ShouldBeNull();

        simulator.Cluster.RunPveum(line).ShouldBe(error);
    }

    private static void Run(SimulatorFixture simulator, IEnumerable<string> lines)
    {
        foreach (var line in lines) simulator.Cluster.RunPveum(line).ShouldBeNull(line);
    }

    private static async Task<JsonElement> Held(SimulatorFixture simulator, string query = "") =>
        await simulator.DataAsync("access/permissions" + query, simulator.ClientFor(0, $"PVEAPIToken={Token}={Guid.Empty}"));
}
