using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// The link to the page that creates the first admin account. It works once, for an hour, and is kept in memory alone. Thread-safe.
/// </summary>
internal sealed class SetUpLink(TimeProvider time)
{
    /// <summary>The page.</summary>
    public const string Page = "/set-up";

    private const int TokenDigits = 64;

    private readonly Lock _lock = new();
    private string? _token;
    private long _madeAt;
    private bool _isTaken;

    /// <summary>How long it works: 1 h.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>Makes a new link; an older one ends.</summary>
    /// <returns>Its random text of 256 bits.</returns>
    public string Make()
    {
        lock (_lock)
        {
            (_token, _madeAt, _isTaken) =
                (RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true), time.GetTimestamp(), false);
            return _token;
        }
    }

    /// <summary>
    /// Takes the link, so that nobody else can use it at the same time; false if the text is not that of a link that works.
    /// </summary>
    public bool TryTake(string token)
    {
        lock (_lock)
        {
            if (_token is null || _isTaken || time.GetElapsedTime(_madeAt) >= Lifetime) return false;
            _isTaken = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_token), Encoding.UTF8.GetBytes(token));
            return _isTaken;
        }
    }

    /// <summary>Gives the link back after <see cref="TryTake"/>, because no account was created.</summary>
    public void GiveBack()
    {
        lock (_lock) _isTaken = false;
    }

    /// <summary>Ends the link.</summary>
    public void End()
    {
        lock (_lock) _token = null;
    }
}
