using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticAssets;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// What each route, page and hub method needs. Whatever has no row is for admins alone. A test walks all of them and fails on one without
/// a row.
/// </summary>
internal static class AccessTable
{
    // Means every method of a route.
    private const string AnyMethod = "*";

    /// <summary>The permission by method and pattern of a route; null for anonymous access.</summary>
    public static FrozenDictionary<string, Permission?> Routes { get; } = new Dictionary<string, Permission?>(StringComparer.Ordinal)
    {
        ["* /health/live"] = null,
        ["* /health/ready"] = Permission.Read,
        ["* /metrics"] = Permission.Read,
        ["GET /openapi/{documentName}.json"] = Permission.Read,
        ["* /sign-in"] = null,
        ["POST /sign-in"] = null,
        // The cookie of the right password is checked.
        ["* /sign-in/code"] = null,
        ["POST /sign-in/code"] = null,
        ["* /confirm"] = Permission.Read,
        ["POST /confirm"] = Permission.Read,
        ["POST /sign-out"] = null,
        // The link's random text is checked.
        ["* /set-up"] = null,
        ["POST /set-up"] = null,
        ["POST /account/password"] = Permission.Read,
        ["* /account/second-factor"] = Permission.Read,
        ["POST /account/second-factor"] = Permission.Read,
        ["POST /account/second-factor/begin"] = Permission.Read,
        ["POST /account/second-factor/remove"] = Permission.Read,

        ["GET /api/v1/status"] = Permission.Read,
        ["GET /api/v1/clusters"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/blind-spots"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/nodes"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/nodes/{node}"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/guests"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/guests/{vmid}"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/nodes/{node}/history"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/guests/{vmid}/history"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/storages/{storage}/history"] = Permission.Read,
        ["GET /api/v1/clusters/{cluster}/remediation"] = Permission.Read,
        ["POST /api/v1/clusters/{cluster}/storm/resume"] = Permission.ResumeRepairs,
        ["GET /api/v1/incidents"] = Permission.Read,
        ["GET /api/v1/incidents/{id}"] = Permission.Read,
        ["POST /api/v1/incidents/{id}/acknowledge"] = Permission.Acknowledge,
        ["POST /api/v1/incidents/{id}/approve"] = Permission.Decide,
        ["POST /api/v1/incidents/{id}/reject"] = Permission.Decide,
        ["GET /api/v1/actions"] = Permission.Read,
        ["GET /api/v1/actions/verify"] = Permission.Read,
        ["GET /api/v1/actions/export"] = Permission.Read,
        ["GET /api/v1/events"] = Permission.Read,
        ["GET /api/v1/explain/{cluster}"] = Permission.Read,
        ["GET /api/v1/explain/{cluster}/{**entity}"] = Permission.Read,
        ["GET /api/v1/autonomy"] = Permission.Read,
        ["GET /api/v1/autonomy/scorecard"] = Permission.Read,
        ["PUT /api/v1/autonomy/level"] = Permission.ChangeLevel,
        // Turning it off is checked by AutonomyCommands.
        ["PUT /api/v1/autonomy/kill-switch"] = Permission.TurnOnKillSwitch,
        ["GET /api/v1/notifications"] = Permission.Read,
        ["POST /api/v1/notifications/{id}/retry"] = Permission.SendNotifications,
        ["POST /api/v1/notifications/destinations/{name}/test"] = Permission.SendNotifications,
        ["GET /api/v1/incidents/{id}/notifications"] = Permission.Read,
        ["GET /api/v1/silences"] = Permission.Read,
        ["POST /api/v1/silences"] = Permission.Silence,
        ["DELETE /api/v1/silences/{id}"] = Permission.Silence,
        ["GET /api/v1/silences/preview"] = Permission.Read,
        ["GET /api/v1/keys"] = Permission.ManageKeys,
        ["POST /api/v1/keys"] = Permission.ManageKeys,
        ["DELETE /api/v1/keys/{id}"] = Permission.ManageKeys,
        ["GET /api/v1/accounts"] = Permission.ManageAccounts,
        ["POST /api/v1/accounts"] = Permission.ManageAccounts,
        ["PATCH /api/v1/accounts/{id}"] = Permission.ManageAccounts,
        ["PUT /api/v1/accounts/{id}/password"] = Permission.ManageAccounts,
        ["DELETE /api/v1/accounts/{id}"] = Permission.ManageAccounts,
        ["DELETE /api/v1/accounts/{id}/second-factor"] = Permission.ManageAccounts,
        // Those of others are checked by SessionCommands.
        ["GET /api/v1/sessions"] = Permission.Read,
        ["DELETE /api/v1/sessions"] = Permission.Read,
        ["DELETE /api/v1/sessions/{id}"] = Permission.Read,
        ["POST /api/v1/sessions/confirm"] = Permission.Read,

        ["GET /api/v1/connections"] = Permission.ManageClusters,
        ["POST /api/v1/connections"] = Permission.ManageClusters,
        ["POST /api/v1/connections/test"] = Permission.ManageClusters,
        ["PUT /api/v1/connections/{cluster}"] = Permission.ManageClusters,
        ["DELETE /api/v1/connections/{cluster}"] = Permission.ManageClusters,
        ["POST /api/v1/connections/{cluster}/pause"] = Permission.ManageClusters,
        ["POST /api/v1/connections/{cluster}/resume"] = Permission.ManageClusters,

        ["* /hubs/events"] = Permission.Read,
        ["* /hubs/events/negotiate"] = Permission.Read,
        ["* /hubs/cluster"] = Permission.Read,
        ["* /hubs/cluster/negotiate"] = Permission.Read,
        ["* /hubs/autonomy"] = Permission.Read,
        ["* /hubs/autonomy/negotiate"] = Permission.Read,

        ["* /"] = Permission.Read,
        ["* /guests"] = Permission.Read,
        ["* /incidents"] = Permission.Read,
        ["* /incidents/{Id}"] = Permission.Read,
        ["* /activity"] = Permission.Read,
        ["* /audit"] = Permission.Read,
        ["* /notifications"] = Permission.Read,
        ["* /scorecard"] = Permission.Read,
        ["* /storages"] = Permission.Read,
        ["* /connect"] = Permission.TryConnection,
        ["* /account"] = Permission.Read,
        ["* /people"] = Permission.ManageAccounts,
        ["* /not-found"] = Permission.Read,
        ["* /_blazor"] = Permission.Read,
        ["* /_blazor/negotiate"] = Permission.Read,
        ["* /_blazor/disconnect"] = Permission.Read,
        ["* /_blazor/initializers"] = Permission.Read,
        ["* /_framework/opaque-redirect"] = Permission.Read,
        // Files that do not exist.
        ["* /{**path:file}"] = Permission.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The permission by hub method.</summary>
    public static FrozenDictionary<string, Permission> HubMethods { get; } = new Dictionary<string, Permission>(StringComparer.Ordinal)
    {
        ["EventsHub.Subscribe"] = Permission.Read,
        ["ClusterHub.Watch"] = Permission.Read,
        ["AutonomyHub.Get"] = Permission.Read,
        ["AutonomyHub.SetLevel"] = Permission.ChangeLevel,
        // Turning it off is checked by AutonomyCommands.
        ["AutonomyHub.SetKillSwitch"] = Permission.TurnOnKillSwitch,
        ["AutonomyHub.Approve"] = Permission.Decide,
        ["AutonomyHub.Reject"] = Permission.Decide,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The least role for a request. An address without a route has nothing to protect.</summary>
    public static Role LeastFor(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint) return Role.Viewer;
        return TryFind(endpoint, context.Request.Method, out var permission) && permission is { } needed ? needed.Least() : Role.Admin;
    }

    /// <summary>The least role for a call of a hub's method.</summary>
    public static Role LeastFor(string hub, string method) =>
        HubMethods.TryGetValue($"{hub}.{method}", out var permission) ? permission.Least() : Role.Admin;

    /// <summary>Finds the row of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="permission">The permission; null for anonymous access.</param>
    public static bool TryFind(Endpoint endpoint, string method, out Permission? permission)
    {
        permission = null;
        if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return true;
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is not { } pattern) return false;
        var path = $"/{pattern.Trim('/')}";
        return Routes.TryGetValue($"{method} {path}", out permission) || Routes.TryGetValue($"{AnyMethod} {path}", out permission);
    }
}
