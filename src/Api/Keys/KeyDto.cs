using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Api.Keys;

/// <summary>An API key without its text.</summary>
internal sealed record KeyDto(
    string Id, string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    bool Expired)
{
    public static KeyDto Of(ApiKey key, DateTimeOffset now) => new(
        key.Id, key.Name, key.Role.Name(), key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedAt, key.IsExpired(now));
}

/// <summary>The body that creates a key.</summary>
internal sealed record KeyRequest(string? Name, string? Role, DateTimeOffset? ExpiresAt);

/// <summary>A new key and its text, which is shown this once and not stored.</summary>
internal sealed record NewKeyDto(string Key, KeyDto Stored);
