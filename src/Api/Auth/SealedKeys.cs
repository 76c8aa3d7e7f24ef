using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace OrleansMonitor.Api.Auth;

/// <summary>Encrypts the session keys with the admin key: whoever reads the database or a backup cannot forge a session.</summary>
internal sealed class SealedKeys(AdminKey key) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed",
            Convert.ToBase64String(
                AdminKeySeal.Seal(key, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(UnsealedKeys));
}

/// <summary>
/// Decrypts what <see cref="SealedKeys"/> encrypted. The framework creates it by its type name, which is stored with the keys.
/// </summary>
internal sealed class UnsealedKeys(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        AdminKeySeal.Open(services.GetRequiredService<AdminKey>(), Convert.FromBase64String(encryptedElement.Value))));
}

/// <summary>AES-256-GCM with a key derived from the admin key by PBKDF2. Format: salt, nonce, tag, ciphertext.</summary>
internal static class AdminKeySeal
{
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Head = SaltSize + NonceSize + TagSize;

    // OWASP's recommendation for PBKDF2 with SHA-256 for passwords; an admin key may be one.
    private const int Iterations = 600_000;

    public static byte[] Seal(AdminKey key, ReadOnlySpan<byte> plain)
    {
        var all = new byte[Head + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, SaltSize + NonceSize));
        using var cipher = Cipher(key, all);
        cipher.Encrypt(Nonce(all), plain, all.AsSpan(Head), Tag(all));
        return all;
    }

    /// <summary>Decrypts sealed bytes.</summary>
    /// <exception cref="CryptographicException">The bytes were sealed with another key or are incomplete.</exception>
    public static byte[] Open(AdminKey key, byte[] all)
    {
        if (all.Length < Head) throw new CryptographicException("The sealed data is incomplete.");
        var plain = new byte[all.Length - Head];
        using var cipher = Cipher(key, all);
        cipher.Decrypt(Nonce(all), all.AsSpan(Head), Tag(all), plain);
        return plain;
    }

    private static AesGcm Cipher(AdminKey key, byte[] all) =>
        new(Rfc2898DeriveBytes.Pbkdf2(key.Value ?? "", all.AsSpan(0, SaltSize), Iterations, HashAlgorithmName.SHA256, 32), TagSize);

    private static Span<byte> Nonce(byte[] all) => all.AsSpan(SaltSize, NonceSize);

    private static Span<byte> Tag(byte[] all) => all.AsSpan(SaltSize + NonceSize, TagSize);
}
