namespace OrleansMonitor.Dashboard.Ports;

/// <summary>Where a form leads to afterwards.</summary>
public static class LocalTarget
{
    /// <summary>
    /// The path, if it is one of this host; else the start page. Browsers drop control characters, so a path with one may lead to another
    /// host.
    /// </summary>
    /// <param name="path">What a request asked for.</param>
    public static string Of(string? path) =>
        path is ['/'] or ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl) ? path : "/";
}
