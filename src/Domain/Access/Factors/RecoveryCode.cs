using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Domain.Access.Factors;

/// <summary>
/// Recovery codes, for somebody who has lost the authenticator app: 16 digits of base 32 in groups of four. Each has 80 random bits, so
/// that a fast hash suffices.
/// </summary>
public static class RecoveryCode
{
    /// <summary>How many an account gets.</summary>
    public const int Count = 10;

    private const int Size = 10;
    private const int Length = 16;
    private const int Group = 4;

    /// <summary>New random codes, which are to be shown once and not stored.</summary>
    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ =>
        string.Join('-', Base32.Encode(RandomNumberGenerator.GetBytes(Size)).Chunk(Group).Select(group => new string(group))))];

    /// <summary>SHA-256 of a code as 64 hexadecimal digits, however a person wrote it; null if the text is none.</summary>
    /// <param name="text">Any text.</param>
    public static string? HashOf(string text)
    {
        var plain = new string([.. text.Where(char.IsLetterOrDigit)]).ToUpperInvariant();
        return plain.Length == Length ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(plain))) : null;
    }
}
