namespace OrleansMonitor.Domain.Access;

/// <summary>An API token of Proxmox. Its text form contains no secret.</summary>
/// <param name="Id"><c>USER@REALM!NAME</c> (api-facts §1).</param>
/// <param name="Secret">The secret; null if it was not given.</param>
public sealed record TokenText(string Id, string? Secret)
{
    private const int MaxLength = 200;

    /// <summary>Reads a token.</summary>
    /// <param name="member">What the problem calls it, such as <c>token</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="token">The token.</param>
    /// <returns>What is wrong with it, as a sentence; null if nothing is.</returns>
    public static string? Read(string member, string? id, string? secret, out TokenText token)
    {
        token = new((id ?? "").Trim(), string.IsNullOrWhiteSpace(secret) ? null : secret.Trim());
        var at = token.Id.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || token.Id.IndexOf('!', StringComparison.Ordinal) < at + 2 || token.Id[^1] == '!' || !IsHeaderText(token.Id))
            return $"{member}Id is not a token id such as monitor@pve!read.";
        return token.Secret is null || IsHeaderText(token.Secret)
            ? null
            : $"{member}Secret holds characters that no secret has; it looks like 3f2c…, as pveum printed it once.";
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    // It is sent in a header.
    private static bool IsHeaderText(string text) => text.Length is > 0 and <= MaxLength && text.All(c => c is > ' ' and < '\x7f');
}
