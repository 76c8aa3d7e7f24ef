using Microsoft.Extensions.Configuration;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Tests.Options;

/// <summary>A configuration with one good cluster and what a test adds.</summary>
internal static class Configured
{
    public static CheckedConfiguration Load(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Monitor:Clusters:0:Name"] = "lab",
            ["Monitor:Clusters:0:Endpoints:0"] = "https://127.0.0.1:8006",
            ["Monitor:Clusters:0:TokenId"] = "monitor@pve!read",
            ["Monitor:Clusters:0:TokenSecret"] = "11111111-2222-3333-4444-555555555555",
        };
        foreach (var (key, value) in settings) all[$"Monitor:{key}"] = value;
        return MonitorConfiguration.Load(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
