using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.CommandLine;

/// <summary>Prints the addresses, the tokens and a monitor configuration after the start.</summary>
internal static class StartupBanner
{
    private static readonly JsonSerializerOptions Json =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task PrintAsync(SimulatedProxmox proxmox, SimulatorOptions options)
    {
        var configuration = new
        {
            Monitor = new
            {
                Clusters = new[]
                {
                    new
                    {
                        Name = options.ClusterName,
                        Endpoints = proxmox.Endpoints.Select(endpoint => endpoint.ToString().TrimEnd('/')),
                        TokenId = proxmox.ReadTokenId,
                        TokenSecret = proxmox.ReadTokenSecret,
                        proxmox.ActTokenId,
                        ActTokenSecret = proxmox.ActTokenSecret,
                        Tls = new { proxmox.Fingerprint },
                    },
                },
            },
        };
        var output = Console.Out;
        await output.WriteLineAsync($"Simulated Proxmox VE {options.Version}: {options.Nodes} nodes, {options.Guests} guests");
        foreach (var endpoint in proxmox.Endpoints) await output.WriteLineAsync($"  {endpoint}");
        await output.WriteLineAsync($"Fingerprint {proxmox.Fingerprint}");
        await output.WriteLineAsync($"Control     {proxmox.Endpoints[0]}sim");
        await output.WriteLineAsync("Configuration of OrleansMonitor:");
        await output.WriteLineAsync(JsonSerializer.Serialize(configuration, Json));
        await output.WriteLineAsync("What happens (Ctrl+C ends):");
    }
}
