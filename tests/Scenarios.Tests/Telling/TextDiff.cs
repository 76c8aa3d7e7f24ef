using System.Text;

namespace OrleansMonitor.Scenarios.Tests.Telling;

/// <summary>Shows two texts line by line: ' ' in both, '-' expected only, '+' told only.</summary>
internal static class TextDiff
{
    private const int Around = 2;

    /// <summary>The differing lines with some around them; empty where the texts are equal.</summary>
    public static string Of(string expected, string actual)
    {
        var (old, now) = (expected.Split('\n'), actual.Split('\n'));
        var lines = Walk(old, now, Common(old, now));
        if (lines.TrueForAll(line => line.Mark == ' ')) return "";
        var shown = new StringBuilder();
        var last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines.Slice(Math.Max(0, i - Around), Math.Min(lines.Count, i + Around + 1) - Math.Max(0, i - Around))
                .Exists(near => near.Mark != ' ')) continue;
            if (i != last + 1) shown.AppendLine("  …");
            shown.Append(lines[i].Mark).Append(' ').AppendLine(lines[i].Text);
            last = i;
        }

        return shown.ToString();
    }

    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        return common;
    }

    private static List<(char Mark, string Text)> Walk(string[] old, string[] now, int[,] common)
    {
        var lines = new List<(char, string)>();
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j]) (i, j) = (i + 1, Add(' ', now[j], j));
            else if (j < now.Length && (i == old.Length || common[i, j + 1] > common[i + 1, j])) j = Add('+', now[j], j);
            else lines.Add(('-', old[i++]));
        }

        return lines;

        int Add(char mark, string text, int at)
        {
            lines.Add((mark, text));
            return at + 1;
        }
    }
}
