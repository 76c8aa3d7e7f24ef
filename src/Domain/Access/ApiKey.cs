namespace OrleansMonitor.Domain.Access;

/// <summary>A key for programs or people, as it is stored: without its secret.</summary>
/// <param name="Id">Its public id, which is part of the key's text.</param>
/// <param name="Name">Its unique name, which names its bearer in the audit log.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Hash">SHA-256 of the key's text, as 64 hexadecimal digits. The text has 256 random bits, so a slow hash adds
/// nothing.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="ExpiresAt">From when on it is refused; null for never.</param>
/// <param name="LastUsedAt">When it was last used, to the minute or so; null if it was not.</param>
[GenerateSerializer, Immutable, Alias("api-key")]
public sealed record ApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] Role Role,
    [property: Id(3)] string Hash,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] string CreatedBy,
    [property: Id(6)] DateTimeOffset? ExpiresAt,
    [property: Id(7)] DateTimeOffset? LastUsedAt = null)
{
    /// <summary>The bearer's name in the audit log.</summary>
    public string Actor => $"key:{Name}";

    /// <summary>Whether it has expired.</summary>
    /// <param name="now">The time now.</param>
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
