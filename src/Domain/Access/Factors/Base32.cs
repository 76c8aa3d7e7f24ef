using System.Text;

namespace OrleansMonitor.Domain.Access.Factors;

/// <summary>The base 32 of RFC 4648 without padding, in which authenticator apps take secrets.</summary>
public static class Base32
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Bits = 5;

    /// <summary>The text of bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 / Bits) + 1);
        var (rest, left) = (0, 0);
        foreach (var one in bytes)
        {
            rest = (rest << 8) | one;
            for (left += 8; left >= Bits; left -= Bits) text.Append(Digits[(rest >> (left - Bits)) & 31]);
            rest &= (1 << left) - 1;
        }

        return left > 0 ? text.Append(Digits[(rest << (Bits - left)) & 31]).ToString() : text.ToString();
    }

    /// <summary>The bytes of a text.</summary>
    /// <param name="text">What <see cref="Encode"/> returned.</param>
    /// <exception cref="FormatException">The text holds other characters.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new List<byte>(text.Length * Bits / 8);
        var (rest, held) = (0, 0);
        foreach (var digit in text)
        {
            var value = Digits.IndexOf(digit, StringComparison.Ordinal);
            if (value < 0) throw new FormatException("The text is not base 32.");
            rest = ((rest << Bits) | value) & 0xFFF;
            held += Bits;
            if (held < 8) continue;
            held -= 8;
            bytes.Add((byte)(rest >> held));
        }

        return [.. bytes];
    }
}
