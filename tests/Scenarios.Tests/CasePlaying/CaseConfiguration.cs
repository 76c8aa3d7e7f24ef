using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>A case's configuration as the program would read it at its start.</summary>
internal static class CaseConfiguration
{
    /// <summary>Reads and checks it; what a case leaves out of a cluster is filled in.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static CheckedConfiguration Load(JsonObject config, string? database = null)
    {
        var monitor = CasePlayer.Monitor(config);
        var clusters = config["Clusters"]?.DeepClone().AsArray() ?? new JsonArray(new JsonObject());
        foreach (var cluster in clusters.OfType<JsonObject>())
        {
            cluster["Name"] ??= "lab";
            cluster["Endpoints"] ??= new JsonArray("https://192.0.2.1:8006");
            cluster["TokenId"] ??= "monitor@pve!read";
            cluster["TokenSecret"] ??= "11111111-2222-3333-4444-555555555555";
        }

        monitor["Clusters"] = clusters;
        if (database is not null)
        {
            monitor["Database"] = new JsonObject { ["ConnectionString"] = $"Data Source={database}" };
            monitor["Silo"] = new JsonObject { ["SiloPort"] = CaseServer.FreePort(), ["GatewayPort"] = CaseServer.FreePort() };
        }

        var text = Encoding.UTF8.GetBytes(new JsonObject { ["Monitor"] = monitor }.ToJsonString());
        return MonitorConfiguration.Load(new ConfigurationBuilder().AddJsonStream(new MemoryStream(text)).Build());
    }
}
