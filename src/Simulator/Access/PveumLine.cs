using System.Text;

namespace OrleansMonitor.Simulator.Access;

/// <summary>The operator before a command, which decides whether it runs.</summary>
internal enum ShellOperator
{
    Always,
    And,
    Or,
}

/// <summary>Splits a line like a shell: words, quotes, and commands joined by <c>;</c>, <c>&amp;&amp;</c> and <c>||</c>.</summary>
internal static class PveumLine
{
    public static IEnumerable<(ShellOperator Joint, IReadOnlyList<string> Words)> Split(string line)
    {
        var (joint, words) = (ShellOperator.Always, new List<string>());
        foreach (var (word, quoted) in Words(line))
        {
            var next = quoted ? (ShellOperator?)null
                : word switch { ";" => ShellOperator.Always, "&&" => ShellOperator.And, "||" => ShellOperator.Or, _ => null };
            if (next is null)
            {
                words.Add(word);
                continue;
            }

            yield return (joint, words);
            (joint, words) = (next.Value, []);
        }

        if (words.Count > 0) yield return (joint, words);
    }

    private static IEnumerable<(string Word, bool Quoted)> Words(string line)
    {
        var (word, quoted, within) = (new StringBuilder(), false, '\0');
        foreach (var letter in line.Replace(";", " ; ", StringComparison.Ordinal))
        {
            if (within != '\0' && letter == within) within = '\0';
            else if (within == '\0' && letter is '\'' or '"') (within, quoted) = (letter, true);
            else if (within == '\0' && char.IsWhiteSpace(letter))
            {
                if (word.Length > 0 || quoted) yield return (word.ToString(), quoted);
                (quoted, _) = (false, word.Clear());
            }
            else word.Append(letter);
        }

        if (within != '\0') throw new FormatException($"a quote is not closed in: {line}");
        if (word.Length > 0 || quoted) yield return (word.ToString(), quoted);
    }
}
