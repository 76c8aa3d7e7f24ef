using System.Security.Claims;

namespace OrleansMonitor.Dashboard.Ports;

/// <summary>
/// The queries and commands of the dashboard on accounts, API keys and sessions. Calls throw if the database or a silo does not answer.
/// Each checks the user's role, whatever a page offers. Commands are audited, and return why they were refused, or null.
/// </summary>
public interface IPeopleService
{
    /// <summary>All accounts, by name; empty for users who may not see them.</summary>
    Task<IReadOnlyList<ListedAccount>> AccountsAsync(ClaimsPrincipal user);

    /// <summary>Creates an account.</summary>
    Task<string?> CreateAccountAsync(NewAccount account, ClaimsPrincipal user);

    /// <summary>Gives an account another role; its sessions end.</summary>
    Task<string?> SetRoleAsync(string id, string role, ClaimsPrincipal user);

    /// <summary>Enables or disables an account; its sessions end.</summary>
    Task<string?> EnableAsync(string id, bool enabled, ClaimsPrincipal user);

    /// <summary>Sets the password of an account; its sessions end.</summary>
    Task<string?> ResetPasswordAsync(string id, string password, ClaimsPrincipal user);

    /// <summary>Deletes an account; its sessions end.</summary>
    Task<string?> DeleteAccountAsync(string id, ClaimsPrincipal user);

    /// <summary>All API keys, by name; empty for users who may not see them.</summary>
    Task<IReadOnlyList<ListedKey>> KeysAsync(ClaimsPrincipal user);

    /// <summary>Creates an API key.</summary>
    /// <returns>Its text, which is to be shown this once; or why it was refused.</returns>
    Task<(string? Key, string? Refused)> CreateKeyAsync(string name, string role, DateTimeOffset? expiresAt, ClaimsPrincipal user);

    /// <summary>Revokes an API key; its sessions end.</summary>
    Task<string?> RevokeKeyAsync(string id, ClaimsPrincipal user);

    /// <summary>The user's browser sessions, the last used first; for admins those of everybody.</summary>
    Task<IReadOnlyList<ListedSession>> SessionsAsync(ClaimsPrincipal user);

    /// <summary>Ends a session.</summary>
    Task<string?> EndSessionAsync(string id, ClaimsPrincipal user);

    /// <summary>Ends all other sessions of the user.</summary>
    Task EndOtherSessionsAsync(ClaimsPrincipal user);

    /// <summary>Turns off the second factor of an account; its sessions end.</summary>
    Task<string?> ResetFactorAsync(string id, ClaimsPrincipal user);

    /// <summary>The second factor of the user's own account; null for a user without an account.</summary>
    Task<OwnFactor?> FactorAsync(ClaimsPrincipal user);

    /// <summary>The user's secret that waits for a code; null if there is none.</summary>
    PendingFactor? PendingFactor(ClaimsPrincipal user);

    /// <summary>Whether the user must sign in again before what needs a fresh sign-in.</summary>
    Task<bool> MustConfirmAsync(ClaimsPrincipal user);

    /// <summary>Whether the user signed in with an account.</summary>
    bool HasAccount(ClaimsPrincipal user);
}

/// <summary>An account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">How its owner is called; null for the name.</param>
/// <param name="Role">Its role.</param>
/// <param name="IsEnabled">Whether its owner may sign in.</param>
/// <param name="SignedInAt">When its owner last signed in; null for never.</param>
/// <param name="HasFactor">Whether a sign-in needs a code besides the password.</param>
public sealed record ListedAccount(
    string Id, string Name, string? DisplayName, string Role, bool IsEnabled, DateTimeOffset? SignedInAt,
    bool HasFactor);

/// <summary>An account to create. Its text form contains no password.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">How its owner is called; empty for the name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Password">Its password.</param>
public sealed record NewAccount(string Name, string DisplayName, string Role, string Password)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>The second factor of one's own account.</summary>
/// <param name="IsOn">Whether a sign-in needs a code.</param>
/// <param name="Since">Since when; the oldest instant if it is off.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
public sealed record OwnFactor(bool IsOn, DateTimeOffset Since, int RecoveryCodes);

/// <summary>A secret that waits for a code. Its text form contains no secret.</summary>
/// <param name="Secret">The secret in base 32.</param>
/// <param name="Link">The same as the link of a QR code.</param>
/// <param name="RecoveryCodes">The recovery codes.</param>
public sealed record PendingFactor(string Secret, string Link, IReadOnlyList<string> RecoveryCodes)
{
    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(PendingFactor);
}

/// <summary>An API key without its text.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
/// <param name="IsExpired">Whether it has expired.</param>
/// <param name="UsedAt">When it was last used; null for never.</param>
public sealed record ListedKey(string Id, string Name, string Role, DateTimeOffset? ExpiresAt, bool IsExpired, DateTimeOffset? UsedAt);

/// <summary>A browser session.</summary>
/// <param name="Id">Its id, which is no secret.</param>
/// <param name="Actor">Who signed in.</param>
/// <param name="Method">How, such as <c>password</c>.</param>
/// <param name="Address">Where from; null if that is not known.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="UsedAt">When it was last used.</param>
/// <param name="IsCurrent">Whether it is the one that asks.</param>
public sealed record ListedSession(
    string Id, string Actor, string Method, string? Address, DateTimeOffset OpenedAt, DateTimeOffset UsedAt, bool IsCurrent);
