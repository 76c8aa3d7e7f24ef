using System.Globalization;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Refuses a start with too few file descriptors: a process that runs out of them fails anywhere, without a message. Only reads the limit,
/// because it runs before most assemblies are loaded, which takes two descriptors each.
/// </summary>
internal static class DescriptorLimit
{
    /// <summary>
    /// The required limit. About 440 are used when idle, some 390 of them by the runtime for its assemblies; the rest serve connections to
    /// nodes, clients and the database.
    /// </summary>
    public const long Needed = 640;

    private const string Limits = "/proc/self/limits";

    /// <summary>The problem with this process' limit as a text; null if the limit suffices or cannot be read.</summary>
    public static string? Problem() => File.Exists(Limits) ? Problem(File.ReadAllText(Limits)) : null;

    /// <summary>The same for the content of <c>/proc/PID/limits</c>.</summary>
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
