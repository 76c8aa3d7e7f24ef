using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Privileges;

namespace OrleansMonitor.Domain.Access;

/// <summary>Privileges held by the tokens of one cluster.</summary>
/// <param name="At">When the privileges were read.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="MissingPermissions">What cannot be read or done because a privilege is missing.</param>
[GenerateSerializer, Immutable, Alias("access-report")]
public sealed record AccessReport(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<TokenAccess> Tokens,
    [property: Id(2)] ImmutableArray<MissingPermission> MissingPermissions)
{
    /// <summary>Whether the read token holds a privilege on a path; null if not known.</summary>
    public bool? MayRead(string path, string privilege) =>
        Tokens.FirstOrDefault(token => token.Role == TokenRole.Read)?.Privileges?.Has(path, privilege);

    /// <summary>Whether the read token may see an object; null if not known.</summary>
    public bool? MaySee(EntityKind kind, string name)
    {
        var (path, privilege) = Needs.ToSee(kind).At(name);
        return MayRead(path, privilege);
    }

    /// <summary>Whether the read token may see a guest; null if not known.</summary>
    public bool? MaySeeGuest(int vmid) => MaySee(EntityKind.Guest, vmid.ToString(CultureInfo.InvariantCulture));

    /// <summary>All commands that grant a missing permission, without duplicates.</summary>
    public IEnumerable<string> Remedy => MissingPermissions.SelectMany(missing => missing.Remedy).Distinct(StringComparer.Ordinal);
}

/// <summary>One token of a cluster.</summary>
/// <param name="Role">Its role.</param>
/// <param name="TokenId">Its id, <c>USER@REALM!ID</c>.</param>
/// <param name="Privileges">Its privileges; null if they could not be read.</param>
/// <param name="Failure">Why they could not be read; null if they were.</param>
/// <param name="Refused">True if Proxmox rejects the token.</param>
[GenerateSerializer, Immutable, Alias("token-access")]
public sealed record TokenAccess(
    [property: Id(0)] TokenRole Role,
    [property: Id(1)] string TokenId,
    [property: Id(2)] EffectivePrivileges? Privileges,
    [property: Id(3)] string? Failure,
    [property: Id(4)] bool Refused = false);
