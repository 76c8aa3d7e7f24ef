using System.Globalization;
using System.Text;

namespace OrleansMonitor.Domain.Text;

/// <summary>Shortens text for places that take only so much.</summary>
public static class TextLimit
{
    private const string Ellipsis = "…";

    /// <summary>The text, or its beginning with an ellipsis. A character that people see as one is kept or dropped as a whole.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">The limit in bytes of UTF-8, at least 3.</param>
    public static string Cut(string text, int maxBytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= maxBytes) return text;
        var left = maxBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            left -= Encoding.UTF8.GetByteCount(text.AsSpan(end, length));
            if (left < 0) break;
            end += length;
        }

        return text[..end] + Ellipsis;
    }
}
