using System.Net;
using System.Security.Cryptography;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Access.Factors;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.People;
using OrleansMonitor.Hosting.Connections;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Checks codes and recovery codes of second factors, and uses them up. Wrong ones count together with wrong passwords. Fails closed: a
/// code that cannot be checked is refused with 503.
/// </summary>
internal sealed partial class FactorCheck(
    IGrainFactory grains, TokenSeal seal, AttemptLimit limit, AccessLog audit, TimeProvider time, ILogger<FactorCheck> log)
{
    private readonly LogThrottle _lines = new(time, TimeSpan.FromMinutes(1));

    private const string Unsure = "The code cannot be checked; try again.";

    /// <summary>Checks a code unless its client or its account must wait.</summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="account">The account, which has a second factor.</param>
    /// <param name="code">Six digits or a recovery code, with spaces or hyphens.</param>
    /// <param name="counted">Under what wrong ones count, besides the client; null for the account's name.</param>
    /// <exception cref="StoreUnavailableException">It cannot be checked.</exception>
    public async Task<Attempt> Try(IPAddress? address, Account account, string code, string? counted = null)
    {
        if (limit.Begin(address, counted ?? AccountName.Normalise(account.Name), out var begun, "code") is { } wait)
            return new(IsRight: false, wait);
        bool? isRight = null;
        Attempt attempt;
        try
        {
            isRight = await Use(account, code, address);
        }
        finally
        {
            attempt = limit.End(begun, isRight);
        }

        if (attempt.HeldBack is { } held) await audit.FailedSignIn(address, $"code for {account.Actor}", held);
        return attempt;
    }

    private async Task<bool> Use(Account account, string code, IPAddress? address)
    {
        if (account.Factor is not { } factor) return false;
        if (RecoveryCode.HashOf(code) is { } hash)
            return (await LimitedCall.Make(
                time, () => grains.Accounts().UseRecoveryCode(account.Id, hash, address?.ToString()), Unsure)).Refusal is null;
        var verdict = Totp.Check(Secret(account, factor), Plain(code), time.GetUtcNow(), factor.LastStep);
        return verdict.Answer == CodeAnswer.Right && await LimitedCall.Make(
            time, () => grains.Accounts().UseStep(account.Id, factor.SealedSecret, verdict.Step), Unsure);
    }

    private byte[] Secret(Account account, SecondFactor factor)
    {
        try
        {
            return Base32.Decode(seal.Open(factor.SealedSecret, TokenBinding.OfFactor(account.Id)));
        }
        catch (Exception problem) when (
            problem is CryptographicException or IOException or UnauthorizedAccessException or FormatException)
        {
            if (_lines.MayLog(account.Id, out _)) LogUnopened(log, account.Actor, problem.Message);
            throw new StoreUnavailableException(
                "The second factor cannot be opened on this host. Restore the key that sealed it (Monitor:Secrets) and restart, or use a "
                + "recovery code.", problem);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "The second factor of {Account} cannot be opened, so codes of it are refused; restore the key that sealed it (Monitor:Secrets) and "
            + "restart: {Reason}")]
    private static partial void LogUnopened(ILogger log, string account, string reason);

    private static string Plain(string code) => new([.. code.Where(c => c is not (' ' or '-'))]);
}
