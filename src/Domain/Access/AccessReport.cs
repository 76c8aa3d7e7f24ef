using System.Collections.Immutable;
using System.Globalization;

namespace OrleansMonitor.Domain.Access;

/// <summary>What the tokens of a cluster were found to hold.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Tokens">Each token.</param>
/// <param name="MissingPermissions">What cannot be seen or done because of them.</param>
[GenerateSerializer, Immutable, Alias("access-report")]
public sealed record AccessReport(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<TokenAccess> Tokens,
    [property: Id(2)] ImmutableArray<MissingPermission> MissingPermissions)
{
    /// <summary>Whether the reading token holds a privilege on a path; null where that is not known.</summary>
    public bool? MayRead(string path, string privilege) =>
        Tokens.FirstOrDefault(token => token.Role == TokenRole.Read)?.Privileges?.Has(path, privilege);

    /// <summary>Whether the reading token may see an object; null where that is not known.</summary>
    public bool? MaySee(EntityKind kind, string name)
    {
        var (path, privilege) = Needs.ToSee(kind).At(name);
        return MayRead(path, privilege);
    }

    /// <summary>Whether the reading token may see a guest; null where that is not known.</summary>
    public bool? MaySeeGuest(int vmid) => MaySee(EntityKind.Guest, vmid.ToString(CultureInfo.InvariantCulture));

    /// <summary>All commands that mend something, each once.</summary>
    public IEnumerable<string> Remedy => MissingPermissions.SelectMany(spot => spot.Remedy).Distinct(StringComparer.Ordinal);
}

/// <summary>One token of a cluster.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="TokenId">Its id, <c>USER@REALM!ID</c>.</param>
/// <param name="Privileges">What it holds; null where that could not be read.</param>
/// <param name="Failure">Why not, in words; null where it was read.</param>
/// <param name="Refused">True where Proxmox does not accept it.</param>
[GenerateSerializer, Immutable, Alias("token-access")]
public sealed record TokenAccess(
    [property: Id(0)] TokenRole Role,
    [property: Id(1)] string TokenId,
    [property: Id(2)] EffectivePrivileges? Privileges,
    [property: Id(3)] string? Failure,
    [property: Id(4)] bool Refused = false);
