using OrleansMonitor.Domain.Access.Factors;

namespace OrleansMonitor.Domain.Access;

/// <summary>A person's account, as it is stored. Its text form contains no secret.</summary>
/// <param name="Id">Its id, 12 hexadecimal digits.</param>
/// <param name="Name">Its unique name (<see cref="AccountName"/>), with which its owner signs in and which the audit log shows.</param>
/// <param name="DisplayName">How the owner is called on pages; null for the name.</param>
/// <param name="Role">What its owner may do.</param>
/// <param name="Enabled">Whether its owner may sign in.</param>
/// <param name="Hash">The password's hash, as ASP.NET Core Identity's hasher writes it.</param>
/// <param name="Stamp">
/// Random; new whenever the role, the password or <paramref name="Enabled"/> changes, or <paramref name="Factor"/> is turned on or
/// reset, which ends the sessions of the old one.
/// </param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="PasswordSetAt">When its password was last set.</param>
/// <param name="SignedInAt">When its owner last signed in, to the minute or so; null for never.</param>
/// <param name="Factor">What a sign-in needs besides the password; null for nothing.</param>
[GenerateSerializer, Immutable, Alias("account")]
public sealed record Account(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string? DisplayName,
    [property: Id(3)] Role Role,
    [property: Id(4)] bool Enabled,
    [property: Id(5)] string Hash,
    [property: Id(6)] string Stamp,
    [property: Id(7)] DateTimeOffset CreatedAt,
    [property: Id(8)] string CreatedBy,
    [property: Id(9)] DateTimeOffset PasswordSetAt,
    [property: Id(10)] DateTimeOffset? SignedInAt = null,
    [property: Id(11)] SecondFactor? Factor = null)
{
    /// <summary>The owner's name in the audit log.</summary>
    public string Actor => $"account:{Name}";

    /// <summary>Whether its owner may sign in and do everything.</summary>
    public bool IsEnabledAdmin => Enabled && Role == Role.Admin;

    /// <summary>The account with a change.</summary>
    /// <param name="edit">The change.</param>
    /// <param name="now">The time now.</param>
    public Account With(AccountEdit edit, DateTimeOffset now)
    {
        var after = this with
        {
            DisplayName = edit.DisplayName is { } shown ? NullIfEmpty(shown) : DisplayName,
            Role = edit.Role ?? Role,
            Enabled = edit.Enabled ?? Enabled,
            Hash = edit.Hash ?? Hash,
            PasswordSetAt = edit.Hash is null ? PasswordSetAt : now,
        };
        return after.Role == Role && after.Enabled == Enabled && after.Hash == Hash ? after : after with { Stamp = edit.Stamp };
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>A change of an account; members that are null stay as they are. Its text form contains no secret.</summary>
/// <param name="Stamp">The stamp of the account afterwards, if the change ends its sessions.</param>
/// <param name="DisplayName">The display name; empty for none.</param>
/// <param name="Role">The role.</param>
/// <param name="Enabled">Whether its owner may sign in.</param>
/// <param name="Hash">The hash of a new password.</param>
/// <param name="Expected">
/// The stamp of the account that was checked before, so that a change that was made meanwhile stays; null if it does not matter.
/// </param>
[GenerateSerializer, Immutable, Alias("account-edit")]
public sealed record AccountEdit(
    [property: Id(0)] string Stamp,
    [property: Id(1)] string? DisplayName = null,
    [property: Id(2)] Role? Role = null,
    [property: Id(3)] bool? Enabled = null,
    [property: Id(4)] string? Hash = null,
    [property: Id(5)] string? Expected = null)
{
    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(AccountEdit);
}
