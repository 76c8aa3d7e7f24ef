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
            line.Contains("oom-kill", StringComparison.OrdinalIgnoreCase)
            && marks.Any(mark => line.Contains(mark, StringComparison.Ordinal)));
    }
}
