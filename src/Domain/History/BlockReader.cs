using System.Text;

namespace OrleansMonitor.Domain.History;

/// <summary>Reads what <see cref="BlockWriter"/> wrote.</summary>
/// <remarks>Every read throws <see cref="InvalidDataException"/> beyond the end and for values out of range.</remarks>
internal sealed class BlockReader(byte[] bytes)
{
    private const int LongestText = 1024;
    private int _at;

    /// <summary>Reads a number up to a limit.</summary>
    public ulong Number(ulong most)
    {
        var value = Raw();
        return value <= most ? value : throw new InvalidDataException("A number is out of range.");
    }

    /// <summary>Reads a number that may be negative.</summary>
    public int Signed()
    {
        var raw = (uint)Number(uint.MaxValue);
        return (int)(raw >> 1) ^ -(int)(raw & 1);
    }

    /// <summary>Checks that a number is a code.</summary>
    public static ushort Code(long value) =>
        value is >= 0 and <= ushort.MaxValue ? (ushort)value : throw new InvalidDataException("A code is out of range.");

    public string Text()
    {
        var length = (int)Number(LongestText);
        if (length > bytes.Length - _at) throw new InvalidDataException("A text is cut off.");
        _at += length;
        return Encoding.UTF8.GetString(bytes, _at - length, length);
    }

    private ulong Raw()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == bytes.Length) throw new InvalidDataException("A number is cut off.");
            var next = bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("A number is too long.");
    }
}
