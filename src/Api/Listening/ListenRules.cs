using System.Net;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Listening;

/// <summary>Where the API may listen: on loopback, and beyond it only with an admin key.</summary>
internal static class ListenRules
{
    private const string Default = "http://127.0.0.1:5080";

    /// <summary>Sets the default address, and refuses an open one.</summary>
    /// <exception cref="ConfigurationException">An address is beyond loopback and there is no key.</exception>
    public static void Apply(WebApplicationBuilder builder, string? key)
    {
        var addresses = Addresses(builder.Configuration).ToList();
        if (addresses.Count == 0)
        {
            builder.WebHost.UseUrls(Default);
            return;
        }

        if (key is not null) return;
        var open = addresses.Where(address => !IsLoopback(address.Value)).ToList();
        if (open.Count == 0) return;
        throw new ConfigurationException([.. open.Select(address => new ConfigurationProblem(
            address.Key,
            $"asks to listen on {address.Value}, beyond this machine. Set Monitor:Auth:BootstrapAdminKey or …KeyFile first, or listen on {Default}."))]);
    }

    /// <summary>True for an address that only this machine can reach.</summary>
    public static bool IsLoopback(string address)
    {
        if (address.Contains("://unix:", StringComparison.OrdinalIgnoreCase)) return true;
        return BindingAddress.Parse(address).Host is var host && IsLoopbackHost(host);
    }

    /// <summary>True for a host name that means this machine.</summary>
    public static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static IEnumerable<KeyValuePair<string, string>> Addresses(IConfiguration configuration)
    {
        foreach (var url in Split(configuration["urls"])) yield return new("urls", url);
        foreach (var port in Split(configuration["http_ports"])) yield return new("http_ports", $"http://*:{port}");
        foreach (var port in Split(configuration["https_ports"])) yield return new("https_ports", $"https://*:{port}");
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { } url) yield return new($"{endpoint.Path}:Url", url);
        }
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
