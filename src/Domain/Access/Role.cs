using System.Security.Claims;

namespace OrleansMonitor.Domain.Access;

/// <summary>What a user may do. A higher role includes the lower ones.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Also acknowledges, approves and rejects, sends notifications again, silences them, and turns the kill switch on.</summary>
    Operator = 2,

    /// <summary>Also everything else: turns the kill switch off, changes levels, manages keys and accounts.</summary>
    Admin = 3,
}

/// <summary>The texts of roles, and the roles of users.</summary>
public static class Roles
{
    /// <summary>The role's name: <c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public static string Name(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Operator => "operator",
        _ => "admin",
    };

    /// <summary>The role of that name; null if there is none.</summary>
    /// <param name="name">Its name in lower case.</param>
    public static Role? Parse(string? name) => name switch
    {
        "viewer" => Role.Viewer,
        "operator" => Role.Operator,
        "admin" => Role.Admin,
        _ => null,
    };

    /// <summary>Whether a user has a role or a higher one; false for a user without any.</summary>
    /// <param name="user">The user.</param>
    /// <param name="least">The least role.</param>
    public static bool Has(this ClaimsPrincipal? user, Role least) => user.RoleOf() >= least;

    /// <summary>The user's role; null if it is not signed in.</summary>
    public static Role? RoleOf(this ClaimsPrincipal? user) => Parse(user?.FindFirst(ClaimTypes.Role)?.Value);
}
