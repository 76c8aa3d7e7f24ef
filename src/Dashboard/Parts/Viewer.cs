using Microsoft.AspNetCore.Components.Authorization;

namespace OrleansMonitor.Dashboard.Parts;

/// <summary>Who looks at the page.</summary>
internal static class Viewer
{
    /// <summary>The name that goes into audit rows.</summary>
    public static string Name(this AuthenticationState state) => state.User.Identity?.Name ?? "user";
}
