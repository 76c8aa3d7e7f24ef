using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Api.Auth;

namespace OrleansMonitor.Api.Tests;

/// <summary>Keys of sessions, sealed by the admin key.</summary>
public sealed class SealedKeysTests
{
    private static readonly AdminKey Key = new("correct-horse-battery-staple");
    private static readonly byte[] Plain = "<masterKey><value>c2VjcmV0</value></masterKey>"u8.ToArray();

    [Fact]
    public void Are_opened_by_the_same_admin_key() => AdminKeySeal.Open(Key, AdminKeySeal.Seal(Key, Plain)).ShouldBe(Plain);

    [Fact]
    public void Are_not_opened_by_another_admin_key() =>
        Should.Throw<CryptographicException>(() => AdminKeySeal.Open(new("another-key-of-16-chars"), AdminKeySeal.Seal(Key, Plain)));

    [Fact]
    public void Are_not_opened_where_a_byte_was_changed()
    {
        var sealedKey = AdminKeySeal.Seal(Key, Plain);
        sealedKey[^1] ^= 1;

        Should.Throw<CryptographicException>(() => AdminKeySeal.Open(Key, sealedKey));
        Should.Throw<CryptographicException>(() => AdminKeySeal.Open(Key, [1, 2, 3]));
    }

    [Fact]
    public void Show_nothing_of_what_is_in_them() => Encoding.Latin1.GetString(AdminKeySeal.Seal(Key, Plain)).ShouldNotContain("c2VjcmV0");
}
