namespace OrleansMonitor.Api.Auth;

/// <summary>Where a form leads to afterwards.</summary>
internal static class LocalTarget
{
    /// <summary>The path, if it is one of this host; else the start page.</summary>
    /// <param name="path">What a request asked for.</param>
    public static string Of(string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..] ? path : "/";
}
