using System.Globalization;
using System.Text;

namespace OrleansMonitor.Domain.Text;

/// <summary>
/// Foreign text for logs and messages. A name may contain line breaks, terminal commands or marks that reverse the direction of text, and
/// so forge a log line.
/// </summary>
public static class OneLine
{
    /// <summary>
    /// The text without surrounding space, on one line: each character that controls a terminal or the layout is a space, and what exceeds
    /// the limit is replaced by an ellipsis.
    /// </summary>
    /// <param name="text">Any text; null is empty.</param>
    /// <param name="maxLength">The limit in UTF-16 characters, without the ellipsis.</param>
    public static string Of(string? text, int maxLength)
    {
        var rest = text.AsSpan().Trim();
        var line = new StringBuilder(Math.Min(rest.Length, maxLength) + 1);
        foreach (var c in rest)
        {
            if (line.Length == maxLength) return line.Append('…').ToString();
            line.Append(IsLayout(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>The text with each character that controls a terminal or the layout as a space; the same instance if it has none.</summary>
    /// <param name="text">Any text.</param>
    public static string Printable(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text.Any(IsLayout)
            ? string.Create(text.Length, text, static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++) target[i] = IsLayout(source[i]) ? ' ' : source[i];
            })
            : text;

    // U+202A to U+202E and U+2066 to U+2069 change the direction of the text that follows.
    private static bool IsLayout(char c) => c switch
    {
        < ' ' => true,
        < '\u007F' => false,
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => true,
        _ => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };
}
