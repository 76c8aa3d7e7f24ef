using System.Globalization;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Refuses a start with too few file descriptors: a process that runs out of them fails anywhere, in the end without a word. Reads the
/// limit and nothing else, because it is asked before most assemblies are loaded, which cost two descriptors each.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>
    /// What is needed: about 440 are held at rest, some 390 of them by the runtime for its assemblies; the rest are connections to nodes,
    /// clients and the database.
    /// </summary>
    public const long Needed = 640;

    private const string Limits = "/proc/self/limits";

    /// <summary>What is wrong with the limit of this process, in words; null where it suffices or cannot be read.</summary>
    public static string? Problem() => File.Exists(Limits) ? Problem(File.ReadAllText(Limits)) : null;

    /// <summary>The same by the text of <c>/proc/PID/limits</c>.</summary>
    public static string? Problem(string limits)
    {
        const string name = "Max open files";
        var at = limits.IndexOf(name, StringComparison.Ordinal);
        if (at < 0) return null;
        var rest = limits.AsSpan(at + name.Length).TrimStart(' ');
        var end = rest.IndexOf(' ');
        if (end < 0 || !long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit >= Needed)
            return null;
        return $"Only {limit} file descriptors are allowed to this process, and the monitor needs at least {Needed}. " +
               "Raise the limit: 'ulimit -n 4096' in the shell, LimitNOFILE=4096 in the systemd unit, '--ulimit nofile=4096' for "
                   + "a container.";
    }
}
