using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access;

/// <summary>A connection as a person wrote it, checked for its form. Its text form contains no secret.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Endpoints">The addresses of nodes.</param>
/// <param name="Fingerprints">The certificates to accept: SHA-256 with colons; empty to rely on the system's trust.</param>
/// <param name="ReadToken">The read token.</param>
/// <param name="ActToken">The act token; null for none.</param>
public sealed record ConnectionDraft(
    ClusterName Name, ImmutableArray<Uri> Endpoints, ImmutableArray<string> Fingerprints, TokenText ReadToken, TokenText? ActToken)
{
    /// <summary>The maximum number of endpoints.</summary>
    public const int MaxEndpoints = 64;

    private const int FingerprintDigits = 64;

    /// <summary>The addresses in one form, so that equal ones have equal texts.</summary>
    public ImmutableArray<string> Addresses => [.. Endpoints.Select(ProxmoxAddress.Normalise)];

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="text">What they wrote.</param>
    /// <returns>The connection, or what is wrong with it, as a sentence that names the member.</returns>
    public static (ConnectionDraft? Draft, string? Problem) Read(ConnectionText text)
    {
        if (!ClusterName.TryParse(text.Name?.Trim(), null, out var name))
            return (null, "name is not 1 to 40 of a-z, 0-9 and '-'; it becomes part of every id.");
        if (text.Endpoints is not { Count: > 0 and <= MaxEndpoints } written)
            return (null, $"endpoints is not a list of 1 to {MaxEndpoints} addresses such as https://10.0.0.1:8006.");
        var endpoints = new List<Uri>();
        foreach (var one in written)
        {
            if (!ProxmoxAddress.TryParse(one, out var address, out var problem)) return (null, $"endpoints: '{Shown(one)}' {problem}.");
            endpoints.Add(address);
        }

        var fingerprints = (text.Fingerprints ?? []).Select(Fingerprint).ToList();
        if (fingerprints.Contains(null))
            return (null, "fingerprints holds one that is no SHA-256 fingerprint: 32 pairs of hexadecimal digits.");
        if (TokenText.Read("token", text.TokenId, text.TokenSecret, out var read) is { } bad) return (null, bad);
        TokenText? act = null;
        if (!string.IsNullOrWhiteSpace(text.ActTokenId) || !string.IsNullOrWhiteSpace(text.ActTokenSecret))
        {
            if (TokenText.Read("actToken", text.ActTokenId, text.ActTokenSecret, out var own) is { } wrong) return (null, wrong);
            act = own;
        }

        return (new(
            name, [.. endpoints.DistinctBy(ProxmoxAddress.Normalise, StringComparer.Ordinal)],
            [.. fingerprints.OfType<string>().Distinct(StringComparer.Ordinal)], read, act), null);
    }

    private static string? Fingerprint(string? text)
    {
        var hex = (text ?? "").Trim().Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return hex.Length == FingerprintDigits && hex.All(char.IsAsciiHexDigit)
            ? string.Join(':', hex.Chunk(2).Select(pair => new string(pair)))
            : null;
    }

    // An address with a user and a password must not come back in an answer.
    private static string Shown(string? text) =>
        text is { Length: <= 200 } && !text.Contains('@', StringComparison.Ordinal) ? Text.OneLine.Printable(text) : "…";
}

/// <summary>A connection as a person wrote it.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Endpoints">Addresses of nodes.</param>
/// <param name="Fingerprints">Certificates to accept.</param>
/// <param name="TokenId">The read token's id.</param>
/// <param name="TokenSecret">The read token's secret; null or empty to keep the known one.</param>
/// <param name="ActTokenId">The act token's id; null for none.</param>
/// <param name="ActTokenSecret">The act token's secret; null or empty to keep the known one.</param>
public sealed record ConnectionText(
    string? Name, IReadOnlyList<string>? Endpoints, IReadOnlyList<string>? Fingerprints, string? TokenId, string? TokenSecret,
    string? ActTokenId, string? ActTokenSecret)
{
    /// <summary>Its name: the other members belong in no log.</summary>
    public override string ToString() => Name ?? "";
}
