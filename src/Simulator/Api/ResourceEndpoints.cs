namespace OrleansMonitor.Simulator.Api;

/// <summary>/cluster/resources: everything that the caller may see.</summary>
internal static class ResourceEndpoints
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        new("GET", "/cluster/resources", (_, _) => { })
        {
            Parameters = [Parameter.Choice("type", "vm", "storage", "node", "sdn")],
            Stream = call => new ResourceStream(call),
        },
    ];
}
