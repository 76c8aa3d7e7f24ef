using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Domain.Access;

/// <summary>A browser session, as it is stored.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Proof">
/// SHA-256 of the random text in its cookie, as 64 hexadecimal digits: whoever reads the database cannot make the cookie.
/// </param>
/// <param name="Owner">What opened it, such as <c>account:ID</c>.</param>
/// <param name="Actor">Who opened it, as in the audit log.</param>
/// <param name="Method">How: <c>password</c>, <c>password and code</c>, <c>key</c> or <c>admin key</c>.</param>
/// <param name="Address">Where from, as text; null if that is not known.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="UsedAt">When it was last used, to the minute or so.</param>
/// <param name="Stamp">The stamp of its account; null without an account.</param>
/// <param name="ConfirmedAt">When its owner last signed in again within it; null for never.</param>
[GenerateSerializer, Immutable, Alias("open-session")]
public sealed record OpenSession(
    [property: Id(0)] string Id,
    [property: Id(1)] string Proof,
    [property: Id(2)] string Owner,
    [property: Id(3)] string Actor,
    [property: Id(4)] string Method,
    [property: Id(5)] string? Address,
    [property: Id(6)] DateTimeOffset OpenedAt,
    [property: Id(7)] DateTimeOffset UsedAt,
    [property: Id(8)] string? Stamp = null,
    [property: Id(9)] DateTimeOffset? ConfirmedAt = null)
{
    /// <summary>SHA-256 of a cookie's random text, as 64 hexadecimal digits.</summary>
    public static string ProofOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>
    /// Whether its owner signed in lately enough for what needs that. False if that lies in the future by as much: then a clock is wrong.
    /// </summary>
    /// <param name="now">The time now.</param>
    /// <param name="window">How long a sign-in is fresh.</param>
    public bool IsFresh(DateTimeOffset now, TimeSpan window) => (now - (ConfirmedAt ?? OpenedAt)).Duration() < window;

    /// <summary>Whether a cookie is the one that it was opened with.</summary>
    /// <param name="proof">What <see cref="ProofOf"/> makes of the cookie's text.</param>
    public bool HasProof(string proof) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Proof), Encoding.ASCII.GetBytes(proof));

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
