using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.People;

/// <summary>The texts of refused changes of accounts.</summary>
internal static class AccountRefusals
{
    public const string NoRole = "role is none of viewer, operator and admin.";

    /// <summary>The refusal to turn on a second factor that is on.</summary>
    public static Refusal FactorIsOn { get; } =
        new(StatusCodes.Status409Conflict, "second-factor-on", "The account has a second factor already; turn it off first.");

    /// <summary>The refusal to reset one's own second factor.</summary>
    public static Refusal OwnFactor { get; } = new(
        StatusCodes.Status409Conflict, "own-second-factor", "Turn off your own second factor on the page Account, with a code.");

    /// <summary>A refusal of the accounts.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="about">The name or the id that was asked for.</param>
    public static CallOutcome<AccountDto> Of(AccountRefusal refusal, string about) => refusal switch
    {
        AccountRefusal.Unknown => CallOutcome<AccountDto>.Refused(
            StatusCodes.Status404NotFound, "not-found", $"There is no account with the id {Domain.Text.OneLine.Of(about, 40)}."),
        AccountRefusal.NameTaken => Conflict("name-taken", $"Another account has the name {about}."),
        AccountRefusal.Full => Conflict(
            "too-many-accounts", $"There are {Accounts.Capacity} accounts, which is the limit; delete one first."),
        AccountRefusal.LastAdmin => Conflict(
            "last-admin",
            "This is the last enabled admin, and there is no admin key: nobody could manage the monitor. Make another account an admin "
                + "first, or set an admin key."),
        AccountRefusal.ChangedMeanwhile => Conflict("changed-meanwhile", "The account was changed meanwhile; sign in again."),
        AccountRefusal.NotFirst => Conflict("not-first", "There is an admin account already; sign in."),
        AccountRefusal.FactorIsOn => CallOutcome<AccountDto>.Refused(FactorIsOn),
        AccountRefusal.NoFactor => Conflict("no-second-factor", "The account has no second factor."),
        _ => Conflict("id-taken", "The account was not created; try again."),
    };

    /// <summary>The refusal of a user whose role is too low.</summary>
    public static CallOutcome<T> Forbid<T>(string reason)
        where T : class => CallOutcome<T>.Refused(StatusCodes.Status403Forbidden, "forbidden", reason);

    private static CallOutcome<AccountDto> Conflict(string type, string detail) =>
        CallOutcome<AccountDto>.Refused(StatusCodes.Status409Conflict, type, detail);
}
