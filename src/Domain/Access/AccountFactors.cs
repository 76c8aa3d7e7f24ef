using OrleansMonitor.Domain.Access.Factors;

namespace OrleansMonitor.Domain.Access;

/// <summary>Decisions on second factors of accounts. Pure.</summary>
public static class AccountFactors
{
    /// <summary>
    /// Decides whether a second factor can be turned on. It ends the account's sessions and the sign-ins under way, which have no code.
    /// </summary>
    /// <param name="accounts">All accounts.</param>
    /// <param name="id">The account's id.</param>
    /// <param name="expected">Its stamp when it was checked.</param>
    /// <param name="stamp">Its new stamp.</param>
    /// <param name="factor">The second factor.</param>
    public static AccountOutcome TurnOn(this Accounts accounts, string id, string expected, string stamp, SecondFactor factor)
    {
        if (accounts.Find(id) is not { } before) return new(AccountRefusal.Unknown);
        if (before.Stamp != expected) return new(AccountRefusal.ChangedMeanwhile);
        return before.Factor is null
            ? new(null, before, before with { Factor = factor, Stamp = stamp }) : new(AccountRefusal.FactorIsOn);
    }

    /// <summary>Decides whether a second factor can be turned off.</summary>
    /// <param name="accounts">All accounts.</param>
    /// <param name="id">The account's id.</param>
    /// <param name="stamp">A new stamp, which ends the account's sessions; null if they go on.</param>
    public static AccountOutcome TurnOff(this Accounts accounts, string id, string? stamp)
    {
        if (accounts.Find(id) is not { } before) return new(AccountRefusal.Unknown);
        return before.Factor is null
            ? new(AccountRefusal.NoFactor) : new(null, before, before with { Factor = null, Stamp = stamp ?? before.Stamp });
    }

    /// <summary>Decides whether a recovery code is accepted, which uses it up.</summary>
    /// <param name="accounts">All accounts.</param>
    /// <param name="id">The account's id.</param>
    /// <param name="hash">The code's hash.</param>
    public static AccountOutcome UseRecoveryCode(this Accounts accounts, string id, string hash)
    {
        if (accounts.Find(id) is not { } before) return new(AccountRefusal.Unknown);
        if (before.Factor is null) return new(AccountRefusal.NoFactor);
        return before.Factor.Without(hash) is { } left
            ? new(null, before, before with { Factor = left }) : new(AccountRefusal.WrongCode);
    }

    /// <summary>With accepted codes; those of second factors that are off by now are ignored.</summary>
    /// <param name="accounts">All accounts.</param>
    /// <param name="steps">The steps of the codes, by the sealed secret of their second factor.</param>
    public static Accounts WithSteps(this Accounts accounts, IReadOnlyDictionary<string, long> steps)
    {
        var all = accounts.ById;
        foreach (var account in accounts.ById.Values)
        {
            if (account.Factor is { } factor && steps.TryGetValue(factor.SealedSecret, out var step) && step > factor.LastStep)
                all = all.SetItem(account.Id, account with { Factor = factor with { LastStep = step } });
        }

        return all == accounts.ById ? accounts : accounts with { ById = all };
    }
}
