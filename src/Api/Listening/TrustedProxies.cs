using Microsoft.AspNetCore.HttpOverrides;

namespace OrleansMonitor.Api.Listening;

/// <summary>Accepts a client's address and scheme from the configured reverse proxies only.</summary>
internal static class TrustedProxies
{
    /// <summary>
    /// Configures forwarded headers. <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> alone would believe every client; it has no effect without
    /// proxies.
    /// </summary>
    public static IServiceCollection AddTrustedProxies(this IServiceCollection services, IReadOnlyList<System.Net.IPNetwork> proxies)
    {
        services.AddOptions<ForwardedHeadersOptions>().PostConfigure(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy);

            // Empty lists would mean everybody.
            options.ForwardedHeaders = proxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // Through as many trusted proxies as there are, up to the first address that is none.
            options.ForwardLimit = null;
        });
        return services;
    }
}
