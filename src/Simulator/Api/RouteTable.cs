namespace OrleansMonitor.Simulator.Api;

/// <summary>All routes of the API.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        .. ClusterEndpoints.Routes, .. MetricEndpoints.Routes, .. ResourceEndpoints.Routes, .. HaEndpoints.Routes,
        .. BackupEndpoints.Routes, .. NodeEndpoints.Routes, .. ServiceEndpoints.Routes,
        .. StorageEndpoints.Routes, .. TaskEndpoints.Routes, .. GuestEndpoints.Routes, .. GuestPowerEndpoints.Routes,
        .. AccessEndpoints.Routes,
    ];

    public static Route Find(string method, string path, out string[] segments)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        segments = parts;
        return Routes.FirstOrDefault(route => route.Matches(method, parts))
            ?? throw new ApiException(501, $"Method '{method} {path}' not implemented");
    }
}
