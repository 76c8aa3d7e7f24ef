using Microsoft.AspNetCore.Components.Authorization;

namespace OrleansMonitor.Dashboard.Parts;

/// <summary>The signed-in user.</summary>
internal static class Viewer
{
    /// <summary>The name recorded in audit rows.</summary>
    public static string Name(this AuthenticationState state) => state.User.Identity?.Name ?? "user";
}
