using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>All accounts. A deleted account is removed; the audit log keeps who created, changed and deleted it.</summary>
[GenerateSerializer, Immutable, Alias("accounts")]
public sealed record Accounts
{
    /// <summary>The maximum number of accounts.</summary>
    public const int Capacity = 1000;

    /// <summary>No accounts.</summary>
    public static Accounts None { get; } = new();

    /// <summary>The accounts by id.</summary>
    [Id(0)]
    public ImmutableDictionary<string, Account> ById
    {
        get => field ?? NoAccounts;
        init;
    }

    /// <summary>Whether somebody may sign in to an account that may do everything.</summary>
    public bool HasAdmin => ById.Values.Any(account => account.IsEnabledAdmin);

    private static ImmutableDictionary<string, Account> NoAccounts { get; } =
        ImmutableDictionary.Create<string, Account>(StringComparer.Ordinal);

    /// <summary>The account with an id; null if there is none.</summary>
    public Account? Find(string id) => ById.GetValueOrDefault(id);

    /// <summary>The account with a name, in any case of its letters; null if there is none.</summary>
    public Account? FindName(string name)
    {
        var wanted = AccountName.Normalise(name);
        return ById.Values.FirstOrDefault(account => AccountName.Normalise(account.Name) == wanted);
    }

    /// <summary>Decides whether an account can be added.</summary>
    /// <param name="account">The new account.</param>
    /// <param name="onlyFirst">Whether it must be the first enabled admin.</param>
    public AccountOutcome Add(Account account, bool onlyFirst)
    {
        if (onlyFirst && HasAdmin) return new(AccountRefusal.NotFirst);
        if (ById.Count >= Capacity) return new(AccountRefusal.Full);
        if (FindName(account.Name) is not null) return new(AccountRefusal.NameTaken);
        return ById.ContainsKey(account.Id) ? new(AccountRefusal.IdTaken) : new(null, null, account);
    }

    /// <summary>Decides whether an account can be changed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="edit">The change.</param>
    /// <param name="keepAdmin">Whether one enabled admin must stay, because nothing else may do everything.</param>
    /// <param name="now">The time now.</param>
    public AccountOutcome Change(string id, AccountEdit edit, bool keepAdmin, DateTimeOffset now)
    {
        if (Find(id) is not { } before) return new(AccountRefusal.Unknown);
        if (edit.Expected is { } stamp && stamp != before.Stamp) return new(AccountRefusal.ChangedMeanwhile);
        var after = before.With(edit, now);
        return keepAdmin && !after.IsEnabledAdmin && IsLastAdmin(before) ? new(AccountRefusal.LastAdmin) : new(null, before, after);
    }

    /// <summary>Decides whether an account can be deleted.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="keepAdmin">Whether one enabled admin must stay, because nothing else may do everything.</param>
    public AccountOutcome Delete(string id, bool keepAdmin)
    {
        if (Find(id) is not { } before) return new(AccountRefusal.Unknown);
        return keepAdmin && IsLastAdmin(before) ? new(AccountRefusal.LastAdmin) : new(null, before);
    }

    /// <summary>With an accepted change.</summary>
    public Accounts With(AccountOutcome accepted)
    {
        if (accepted.After is { } after) return this with { ById = ById.SetItem(after.Id, after) };
        return accepted.Before is { } before ? this with { ById = ById.Remove(before.Id) } : this;
    }

    /// <summary>With later sign-ins; unknown ids are ignored.</summary>
    /// <param name="signIns">When each owner signed in, by id.</param>
    public Accounts WithSignIns(IEnumerable<KeyValuePair<string, DateTimeOffset>> signIns)
    {
        var accounts = ById;
        foreach (var (id, at) in signIns)
        {
            if (accounts.TryGetValue(id, out var account) && !(account.SignedInAt >= at))
                accounts = accounts.SetItem(id, account with { SignedInAt = at });
        }

        return accounts == ById ? this : this with { ById = accounts };
    }

    private bool IsLastAdmin(Account account) =>
        account.IsEnabledAdmin && !ById.Values.Any(other => other.Id != account.Id && other.IsEnabledAdmin);
}

/// <summary>A decision on an account.</summary>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
/// <param name="Before">The account before; null for a new one.</param>
/// <param name="After">The account afterwards; null for a deleted one.</param>
[GenerateSerializer, Immutable, Alias("account-outcome")]
public sealed record AccountOutcome(
    [property: Id(0)] AccountRefusal? Refusal,
    [property: Id(1)] Account? Before = null,
    [property: Id(2)] Account? After = null)
{
    /// <summary>The stamp whose sessions end with it; null for none.</summary>
    public string? EndedStamp => Refusal is null && Before is not null && Before.Stamp != After?.Stamp ? Before.Stamp : null;
}

/// <summary>Why an account is not added, changed or deleted.</summary>
public enum AccountRefusal
{
    /// <summary>There are <see cref="Accounts.Capacity"/> accounts.</summary>
    Full,

    /// <summary>Another account has that name, in any case of its letters.</summary>
    NameTaken,

    /// <summary>Another account has that id.</summary>
    IdTaken,

    /// <summary>There is no account with that id.</summary>
    Unknown,

    /// <summary>It is the last enabled admin, and there is no admin key.</summary>
    LastAdmin,

    /// <summary>There is an enabled admin already.</summary>
    NotFirst,

    /// <summary>It was changed after it was checked.</summary>
    ChangedMeanwhile,

    /// <summary>It has a second factor already.</summary>
    FactorIsOn,

    /// <summary>It has no second factor.</summary>
    NoFactor,

    /// <summary>It has no such recovery code, or it was used.</summary>
    WrongCode,
}
