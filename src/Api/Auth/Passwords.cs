using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Hashes and checks passwords: PBKDF2 with HMAC-SHA512 and a salt of 128 bits. A check takes as long without an account as with one. Few
/// run at a time, so that many sign-ins do not hold up the monitoring. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="iterations">The iterations of PBKDF2, 1 or more.</param>
internal sealed class Passwords(TimeProvider time, int iterations = Passwords.Iterations)
{
    /// <summary>The iterations of PBKDF2: what OWASP recommends with SHA-512.</summary>
    public const int Iterations = 210_000;

    private readonly PasswordHasher<Account> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private string? _decoy;

    /// <summary>A new hash of a password.</summary>
    /// <exception cref="StoreUnavailableException">Too many wait for their turn.</exception>
    public Task<string> Hash(string password) => InTurn(() => _hasher.HashPassword(null!, password));

    /// <summary>Whether a password is the one of an account; false without an account.</summary>
    /// <param name="account">The account; null if there is none.</param>
    /// <param name="password">Any text.</param>
    /// <exception cref="StoreUnavailableException">Too many wait for their turn.</exception>
    public async Task<bool> Match(Account? account, string password)
    {
        var decoy = _decoy ??= await Hash(Guid.NewGuid().ToString());
        return await InTurn(
            () => _hasher.VerifyHashedPassword(null!, account?.Hash ?? decoy, password) != PasswordVerificationResult.Failed)
            && account is not null;
    }

    private async Task<T> InTurn<T>(Func<T> work)
    {
        using var limit = new CancellationTokenSource(LimitedCall.Limit, time);
        try
        {
            await _turns.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new StoreUnavailableException("Too many passwords are being checked; try again.", late);
        }

        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }
}
