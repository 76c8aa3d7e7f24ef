using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Domain.Access;

/// <summary>The text of a key: <c>om_</c>, its public id of 12 hexadecimal digits, <c>_</c>, and a secret of 64.</summary>
public static class ApiKeyText
{
    private const string Prefix = "om_";
    private const int IdLength = 12;
    private const int SecretLength = 64;
    private const int Length = 3 + IdLength + 1 + SecretLength;

    // Compared with if there is no key, so that the answer takes as long.
    private static readonly string NoHash = new('0', SecretLength);

    /// <summary>A new random key.</summary>
    /// <returns>Its id, and its text, which is to be shown once and not stored.</returns>
    public static (string Id, string Text) New()
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        return (id, $"{Prefix}{id}_{RandomNumberGenerator.GetHexString(SecretLength, lowercase: true)}");
    }

    /// <summary>The id in a text; null if the text is no key.</summary>
    /// <param name="text">Any text.</param>
    public static string? IdOf(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '_'
            ? text.Substring(Prefix.Length, IdLength) : null;

    /// <summary>SHA-256 of a key's text, as 64 hexadecimal digits.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a text is this key. It takes as long for no key as for a wrong one.</summary>
    /// <param name="key">The key with the text's id; null if there is none.</param>
    /// <param name="text">Any text.</param>
    public static bool Matches(ApiKey? key, string text) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(HashOf(text)), Encoding.ASCII.GetBytes(key?.Hash ?? NoHash)) && key is not null;
}
