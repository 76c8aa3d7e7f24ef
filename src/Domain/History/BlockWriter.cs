using System.Buffers;
using System.Text;

namespace OrleansMonitor.Domain.History;

/// <summary>Writes numbers of variable length (LEB128) and texts.</summary>
internal sealed class BlockWriter
{
    private const int LongestNumber = 10;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(ulong value)
    {
        var span = _bytes.GetSpan(LongestNumber);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }

    /// <summary>A number that may be negative; small ones are short.</summary>
    public void Signed(int value) => Number((uint)((value << 1) ^ (value >> 31)));

    public void Text(string text)
    {
        Number((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }
}
