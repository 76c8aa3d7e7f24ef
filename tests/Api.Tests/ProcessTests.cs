using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Api.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task After_a_kill_and_a_restart_nothing_re_alerts_nothing_is_forgotten_and_a_death_meanwhile_is_noticed()
    {
        using var database = new TempDatabase();
        await using var proxmox = await RunningApp.Proxmox();
        string[] known;
        await using (var api = await ApiProcess.Start(database.File, proxmox))
        {
            proxmox.Cluster.KillGuest(100);
            await api.Until("/api/v1/incidents", page => page.GetProperty("items").GetArrayLength() == 1, "the first crash");
            known = await Ids(api);
            await api.Kill();
        }

        proxmox.Cluster.KillGuest(101);
        await using var again = await ApiProcess.Start(database.File, proxmox);
        var open = await again.Until("/api/v1/incidents", page => page.GetProperty("items").GetArrayLength() == 2, "both crashes");

        open.GetProperty("items").EnumerateArray().Select(incident => incident.GetProperty("key").GetString())
            .ShouldBe(["VM_CRASHED:lab/101", "VM_CRASHED:lab/100"]);
        var ids = await Ids(again);
        ids.Take(known.Length).ShouldBe(known);
        ids.Skip(known.Length).ShouldAllBe(id => id.Contains("101") || id.StartsWith("incident:"));
        (await again.Get("/api/v1/incidents?state=all")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Bad_configuration_ends_with_2_and_lists_every_problem_by_its_key()
    {
        var (exitCode, error) =
            await ApiProcess.Run("--Monitor:Clusters:0:Name=UPPER", "--Monitor:Autonomy:Level=9", "--Monitor:Tiers:Critical=soon");

        exitCode.ShouldBe(2);
        foreach (var key in new[]
                 {
                     "Monitor:Clusters:0:Name", "Monitor:Clusters:0:Endpoints", "Monitor:Clusters:0:TokenId",
                     "Monitor:Clusters:0:TokenSecret", "Monitor:Tiers:Critical",
                     "Monitor:Autonomy:Level",
                 }) error.ShouldContain(key);
    }

    [Fact]
    public async Task Listening_beyond_loopback_without_a_key_ends_with_2()
    {
        var (exitCode, error) = await ApiProcess.Run("--urls=http://0.0.0.0:5099");

        exitCode.ShouldBe(2);
        error.ShouldContain("BootstrapAdminKey");
    }

    [Fact]
    public async Task A_port_in_use_ends_with_1_and_says_which_and_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var database = new TempDatabase();

        var (exitCode, error) = await ApiProcess.Run(
            $"--urls=http://{taken.LocalEndpoint}", $"--Monitor:Database:ConnectionString=Data Source={database.File}",
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={MonitorArguments.FreePort()}"),
            "--Monitor:Silo:GatewayPort=0");

        exitCode.ShouldBe(1);
        error.ShouldContain($"{taken.LocalEndpoint}: address already in use");
        error.ShouldContain("--urls");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_database_that_is_none_ends_with_1_and_says_what_to_do()
    {
        using var database = new TempDatabase();
        await File.WriteAllTextAsync(database.File, new string('x', 5000), TestContext.Current.CancellationToken);

        var (exitCode, error) = await ApiProcess.Run(
            $"--urls=http://127.0.0.1:{MonitorArguments.FreePort()}", $"--Monitor:Database:ConnectionString=Data Source={database.File}",
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={MonitorArguments.FreePort()}"),
            "--Monitor:Silo:GatewayPort=0");

        exitCode.ShouldBe(1);
        error.ShouldStartWith($"The file '{database.File}' is not a SQLite database.");
        error.ShouldNotContain("   at ");
    }

    private static async Task<string[]> Ids(ApiProcess api) =>
        [.. (await api.Get("/api/v1/events?after=0&limit=500")).GetProperty("items").EnumerateArray()
            .Select(e => e.GetProperty("id").GetString()!)];
}
