using System.Globalization;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Finds proof in a node's journal that a guest was killed. A power-off from inside leaves no such line (api-facts §5).</summary>
public static class JournalReading
{
    /// <summary>The kernel's out-of-memory kill line of a guest; null if there is none.</summary>
    /// <param name="lines">The journal's lines, oldest first.</param>
    /// <param name="vmid">The guest.</param>
    public static string? KillLine(IEnumerable<string> lines, int vmid)
    {
        var number = vmid.ToString(CultureInfo.InvariantCulture);
        string[] marks = [$"/qemu.slice/{number}.scope", $"/lxc/{number}", $"/lxc.payload.{number}"];
        return lines.LastOrDefault(line =>
            line.Contains("oom-kill", StringComparison.OrdinalIgnoreCase) && marks.Any(mark => Names(line, mark)));
    }

    // The number of another guest may begin with this one's.
    private static bool Names(string line, string mark)
    {
        for (var at = line.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = line.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            if (at + mark.Length == line.Length || !char.IsAsciiDigit(line[at + mark.Length])) return true;
        }

        return false;
    }
}
