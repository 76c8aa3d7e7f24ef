using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.People;

/// <summary>An account without its hash.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">How its owner is called on pages; null for the name.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="Enabled">Whether its owner may sign in.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="PasswordSetAt">When its password was last set.</param>
/// <param name="SignedInAt">When its owner last signed in, to the minute or so; null for never.</param>
/// <param name="SecondFactor">Whether a sign-in needs a code besides the password.</param>
internal sealed record AccountDto(
    string Id, string Name, string? DisplayName, string Role, bool Enabled, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset PasswordSetAt, DateTimeOffset? SignedInAt, bool SecondFactor)
{
    public static AccountDto Of(Account account) => new(
        account.Id, account.Name, account.DisplayName, account.Role.Name(), account.Enabled, account.CreatedAt, account.CreatedBy,
        account.PasswordSetAt, account.SignedInAt, account.Factor is not null);
}

/// <summary>The body that creates an account. Its text form contains no password.</summary>
internal sealed record AccountRequest(string? Name, string? DisplayName, string? Role, string? Password)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";
}

/// <summary>The body that changes an account; what is left out stays as it is.</summary>
internal sealed record AccountEditRequest(string? DisplayName, string? Role, bool? Enabled);

/// <summary>The body that sets a password. Its text form does not contain it.</summary>
internal sealed record PasswordRequest(string? Password)
{
    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(PasswordRequest);
}
