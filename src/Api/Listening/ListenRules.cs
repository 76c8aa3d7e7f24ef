using System.Net;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Listening;

/// <summary>The addresses on which the API may listen: loopback, and others only with an admin key.</summary>
internal static class ListenRules
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>Sets the default address and rejects an unprotected one.</summary>
    /// <exception cref="ConfigurationException">An address is invalid, or it is beyond loopback and there is no key.</exception>
    public static void Apply(WebApplicationBuilder builder, string? key)
    {
        var addresses = Addresses(builder.Configuration).ToList();
        if (addresses.Count == 0) builder.WebHost.UseUrls(Default);
        var problems = addresses.Select(address => ProblemOf(address.Key, address.Value, key)).OfType<ConfigurationProblem>().ToList();
        if (problems.Count > 0) throw new ConfigurationException(problems);
    }

    /// <summary>Whether only this machine can reach an address.</summary>
    /// <exception cref="FormatException">The address is invalid.</exception>
    public static bool IsLoopback(string address) =>
        address.Contains("://unix:", StringComparison.OrdinalIgnoreCase) || IsLoopbackHost(BindingAddress.Parse(address).Host);

    /// <summary>Whether a host name means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static ConfigurationProblem? ProblemOf(string key, string address, string? adminKey)
    {
        try
        {
            return IsLoopback(address) || adminKey is not null
                ? null
                : new(key,
                    $"asks to listen on {address}, beyond this machine. Set Monitor:Auth:BootstrapAdminKey or …KeyFile first, or listen "
                        + $"on {Default}.");
        }
        catch (FormatException)
        {
            return new(key, $"is {address}, which is no address such as {Default}.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Addresses(IConfiguration configuration)
    {
        var urls = Split(configuration["urls"]);
        foreach (var url in urls) yield return new("urls", url);

        // ASP.NET ignores ports if there are URLs.
        foreach (var port in urls.Length > 0 ? [] : Split(configuration["http_ports"])) yield return new("http_ports", $"http://*:{port}");
        foreach (var port in urls.Length > 0 ? [] : Split(configuration["https_ports"]))
            yield return new("https_ports", $"https://*:{port}");
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } url) yield return new($"{endpoint.Path}:Url", url);
        }
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
