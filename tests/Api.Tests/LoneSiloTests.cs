using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansMonitor.Api.Tests.Harness;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Api.Tests;

/// <summary>A silo that is alone.</summary>
public sealed class LoneSiloTests
{
    [Fact]
    public async Task Has_no_port_and_no_Orleans_client_gets_in()
    {
        var (silo, gateway) = (MonitorArguments.FreePort(), MonitorArguments.FreePort());
        using var database = new TempDatabase();
        await using var app = await RunningApp.Start(
            database.File, null, null, string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:SiloPort={silo}"),
            string.Create(CultureInfo.InvariantCulture, $"--Monitor:Silo:GatewayPort={gateway}"));

        (await Listens(silo)).ShouldBeFalse();
        (await Listens(gateway)).ShouldBeFalse();
        await Should.ThrowAsync<OrleansException>(() => Forge(gateway));
        await Should.ThrowAsync<OrleansException>(() => Forge(silo));
        (await app.Get("/api/v1/status")).GetProperty("autonomyLevel").GetInt32().ShouldBe(2);
    }

    private static async Task<bool> Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, RunningApp.Timeout);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task Forge(int port)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleansClient(client => client.UseLocalhostClustering(port, serviceId: "monitor", clusterId: "monitor")
            .UseConnectionRetryFilter((_, _) => Task.FromResult(false)));
        using var host = builder.Build();
        await host.StartAsync(RunningApp.Timeout);
        await host.Services.GetRequiredService<IClusterClient>().GetGrain<IAutonomyGrain>(0)
            .SetLevel(Domain.Autonomy.AutonomyLevel.ActSilently, null, null, "admin (forged)");
    }
}
