using System.Security.Claims;

namespace OrleansMonitor.Domain.Access;

/// <summary>What a user may be allowed to do.</summary>
public enum Permission
{
    /// <summary>Read everything that the monitor knows, except its keys and accounts.</summary>
    Read,

    /// <summary>Acknowledge incidents.</summary>
    Acknowledge,

    /// <summary>Approve and reject repairs.</summary>
    Decide,

    /// <summary>Send notifications again, and test messages.</summary>
    SendNotifications,

    /// <summary>Create and end silences.</summary>
    Silence,

    /// <summary>Turn the kill switch on.</summary>
    TurnOnKillSwitch,

    /// <summary>Turn the kill switch off.</summary>
    TurnOffKillSwitch,

    /// <summary>Change autonomy levels.</summary>
    ChangeLevel,

    /// <summary>Resume repairs before a storm has ended.</summary>
    ResumeRepairs,

    /// <summary>Have the monitor connect to an address with a token.</summary>
    TryConnection,

    /// <summary>List the connections to clusters; add, change, pause and remove clusters.</summary>
    ManageClusters,

    /// <summary>List, create and revoke API keys.</summary>
    ManageKeys,

    /// <summary>List, create, change and delete accounts.</summary>
    ManageAccounts,

    /// <summary>Use Orleans' own dashboard.</summary>
    SeeSilos,
}

/// <summary>Which role has which permission. This is the only place that decides it.</summary>
public static class Permissions
{
    /// <summary>The least role that has a permission.</summary>
    public static Role Least(this Permission permission) => permission switch
    {
        Permission.Read => Role.Viewer,
        Permission.Acknowledge or Permission.Decide or Permission.SendNotifications or Permission.Silence
            or Permission.TurnOnKillSwitch => Role.Operator,
        _ => Role.Admin,
    };

    /// <summary>Whether a user has a permission.</summary>
    public static bool May(this ClaimsPrincipal? user, Permission permission) => user.Has(permission.Least());

    /// <summary>Why a user whose role is lower may not do something, as a sentence.</summary>
    /// <param name="user">The user.</param>
    /// <param name="least">The role that it needs.</param>
    public static string Refusal(this ClaimsPrincipal? user, Role least) =>
        $"This needs the role {least.Name()}; yours is {user.RoleOf()?.Name() ?? "none"}.";

    /// <summary>Why a user may not do something, as a sentence; null if it may.</summary>
    public static string? Refusal(this ClaimsPrincipal? user, Permission permission)
    {
        var least = permission.Least();
        return user.Has(least) ? null : user.Refusal(least);
    }
}
