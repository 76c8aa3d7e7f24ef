using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Hosting.Connections;

/// <summary>
/// Seals the secrets of tokens and of second factors: AES-256-GCM, bound to the account, or to the token and to the addresses and
/// certificates that it may be sent to, so that nobody who can write the database can have a token sent elsewhere. Format: key id, nonce,
/// tag, ciphertext, as base64.
/// </summary>
public sealed class TokenSeal(SealKey key)
{
    private const int IdSize = 8;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Head = IdSize + NonceSize + TagSize;

    /// <summary>Why nothing can be sealed, with what to do; null if it can.</summary>
    public string? Problem => key.Problem;

    /// <summary>Whether there is no key yet: one would be made at the next sealing.</summary>
    public bool IsKeyMissing => key.IsMissing;

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="binding">What it belongs to.</param>
    /// <exception cref="IOException">There is no key, or its file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or made.</exception>
    public string Seal(string secret, TokenBinding binding)
    {
        var own = key.Read(create: true);
        var plain = Encoding.UTF8.GetBytes(secret);
        var all = new byte[Head + plain.Length];
        IdOf(own).CopyTo(all);
        RandomNumberGenerator.Fill(Nonce(all));
        using var cipher = new AesGcm(own, TagSize);
        cipher.Encrypt(Nonce(all), plain, all.AsSpan(Head), Tag(all), binding.Bytes);
        return Convert.ToBase64String(all);
    }

    /// <summary>Opens a sealed secret.</summary>
    /// <param name="sealed">What <see cref="Seal"/> returned.</param>
    /// <param name="binding">What it belongs to.</param>
    /// <exception cref="CryptographicException">It was sealed with another key or for something else, or was changed.</exception>
    /// <exception cref="IOException">There is no key, or its file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public string Open(string @sealed, TokenBinding binding)
    {
        var own = key.Read(create: false);
        var all = new byte[@sealed.Length];
        if (!Convert.TryFromBase64String(@sealed, all, out var size) || size < Head)
            throw new CryptographicException("What was sealed is not whole.");
        all = all[..size];
        if (!all.AsSpan(0, IdSize).SequenceEqual(IdOf(own))) throw new CryptographicException("It was sealed with another key.");
        var plain = new byte[size - Head];
        using var cipher = new AesGcm(own, TagSize);
        cipher.Decrypt(Nonce(all), all.AsSpan(Head), Tag(all), plain, binding.Bytes);
        return Encoding.UTF8.GetString(plain);
    }

    // Tells a wrong key from changed data, and reveals nothing about the key.
    private static byte[] IdOf(byte[] own) => SHA256.HashData([.. own, .. "id"u8])[..IdSize];

    private static Span<byte> Nonce(byte[] all) => all.AsSpan(IdSize, NonceSize);

    private static Span<byte> Tag(byte[] all) => all.AsSpan(IdSize + NonceSize, TagSize);
}
