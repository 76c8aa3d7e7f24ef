using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OrleansMonitor.Domain.Access.Factors;

/// <summary>Codes that change with time, RFC 6238: HMAC-SHA-1, six digits, a new one every 30 s. Pure.</summary>
public static class Totp
{
    /// <summary>The number of digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>How many steps a clock may be early or late.</summary>
    public const int Drift = 1;

    /// <summary>The size of a secret in bytes: that of the hash, as RFC 4226 recommends.</summary>
    public const int SecretSize = 20;

    private const int Modulus = 1_000_000;

    /// <summary>How long a step lasts: 30 s.</summary>
    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The step at an instant: how many periods have passed since 1970.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / (long)Period.TotalSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="step">The step.</param>
    /// <returns>Six digits.</returns>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // Authenticator apps know no other hash; HMAC does not need one without collisions.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var code = (BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue) % Modulus;
        return code.ToString($"D{Digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Checks a code. It takes as long for a wrong one.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="code">Any text.</param>
    /// <param name="now">The time now.</param>
    /// <param name="lastStep">The step of the last accepted code; it and those before are used up.</param>
    public static CodeVerdict Check(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var given = Encoding.UTF8.GetBytes(code);
        var verdict = new CodeVerdict(CodeAnswer.Wrong, 0);
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            if (!CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes(CodeAt(secret, step)))) continue;
            // Two steps may have the same code; one of them may be new.
            if (step > lastStep) verdict = new(CodeAnswer.Right, step);
            else if (verdict.Answer == CodeAnswer.Wrong) verdict = new(CodeAnswer.Used, step);
        }

        return verdict;
    }

    /// <summary>The link that authenticator apps read from a QR code.</summary>
    /// <param name="secret">The secret in base 32.</param>
    /// <param name="name">The account's name.</param>
    public static string LinkOf(string secret, string name) =>
        $"otpauth://totp/OrleansMonitor:{Uri.EscapeDataString(name)}?secret={secret}&issuer=OrleansMonitor&algorithm=SHA1"
        + $"&digits={Digits}&period={(int)Period.TotalSeconds}";
}

/// <summary>What a code turned out to be.</summary>
public enum CodeAnswer
{
    /// <summary>It is not a code of any step that is accepted now.</summary>
    Wrong,

    /// <summary>It, or a later one, was accepted before.</summary>
    Used,

    /// <summary>It is accepted.</summary>
    Right,
}

/// <summary>The outcome of checking a code.</summary>
/// <param name="Answer">What it is.</param>
/// <param name="Step">Its step; 0 for a wrong one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CodeVerdict(CodeAnswer Answer, long Step);
