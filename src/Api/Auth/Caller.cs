using System.Globalization;
using System.Security.Claims;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Auth;

/// <summary>Who presented a right key or password.</summary>
/// <param name="Name">The name in the audit log.</param>
/// <param name="Role">What it may do.</param>
/// <param name="KeyId">The id of its API key; null for the admin key, and for everybody on this machine without one.</param>
/// <param name="ExpiresAt">When its API key expires; null for never.</param>
/// <param name="Account">The id and the stamp of its account; null without one.</param>
/// <param name="WithCode">Whether a second factor was checked, too.</param>
internal sealed record Caller(
    string Name, Role Role, string? KeyId = null, DateTimeOffset? ExpiresAt = null, (string Id, string Stamp)? Account = null,
    bool WithCode = false)
{
    private const string AccountClaim = "account";
    private const string StampClaim = "stamp";
    private const string KeyIdClaim = "apiKey";
    private const string ExpiresClaim = "expires";

    /// <summary>Everybody on this machine, if no sign-in is needed.</summary>
    public static Caller Local { get; } = new("local", Role.Admin);

    /// <summary>The bearer of the admin key.</summary>
    public static Caller Admin { get; } = new("admin", Role.Admin);

    /// <summary>The bearer of an API key.</summary>
    public static Caller Of(ApiKey key) => new(key.Actor, key.Role, key.Id, key.ExpiresAt);

    /// <summary>The owner of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="withCode">Whether its second factor was checked, too.</param>
    public static Caller Of(Account account, bool withCode = false) =>
        new(account.Actor, account.Role, Account: (account.Id, account.Stamp), WithCode: withCode);

    /// <summary>The id and the stamp of a user's account; null if it has none.</summary>
    public static (string Id, string Stamp)? AccountOf(ClaimsPrincipal? user) =>
        user?.FindFirst(AccountClaim)?.Value is { } id && user.FindFirst(StampClaim)?.Value is { } stamp ? (id, stamp) : null;

    /// <summary>What a user's sessions belong to: an account, an API key, the admin key, or everybody on this machine.</summary>
    public static string OwnerOf(ClaimsPrincipal? user)
    {
        if (AccountOf(user) is { } account) return $"account:{account.Id}";
        return KeyIdOf(user) is { } key ? KeyRing.OwnerOf(key) : user.Name();
    }

    /// <summary>The id of a user's API key; null if it has none.</summary>
    public static string? KeyIdOf(ClaimsPrincipal? user) => user?.FindFirst(KeyIdClaim)?.Value;

    /// <summary>When a user's API key expires; null for never.</summary>
    public static DateTimeOffset? ExpiryOf(ClaimsPrincipal? user) =>
        long.TryParse(user?.FindFirst(ExpiresClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>The claims of its requests and sessions.</summary>
    public IEnumerable<Claim> Claims()
    {
        if (Account is { } account)
        {
            yield return new(AccountClaim, account.Id);
            yield return new(StampClaim, account.Stamp);
        }

        yield return new(ClaimTypes.Name, Name);
        yield return new(ClaimTypes.Role, Role.Name());
        if (KeyId is not null) yield return new(KeyIdClaim, KeyId);
        if (ExpiresAt is { } at) yield return new(ExpiresClaim, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
    }
}
