namespace OrleansMonitor.Hosting.Options;

/// <summary>Who is told of incidents. Without destinations, nobody is.</summary>
public sealed class NotificationOptions
{
    /// <summary>The address at which people open the monitor, such as <c>https://monitor.lan:8443</c>; messages then link to it.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>The destinations by name.</summary>
    public IDictionary<string, DestinationOptions> Destinations { get; init; } =
        new Dictionary<string, DestinationOptions>(StringComparer.Ordinal);

    /// <summary>The routes, tried in order. Without any, every destination is told of everything.</summary>
    public IList<RouteOptions> Routes { get; init; } = [];
}

/// <summary>A destination. Set exactly one channel.</summary>
public sealed class DestinationOptions
{
    /// <summary>A signed HTTP request after Standard Webhooks.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>A topic of ntfy.</summary>
    public NtfyOptions? Ntfy { get; init; }
}

/// <summary>A webhook after Standard Webhooks.</summary>
public sealed record WebhookOptions
{
    /// <summary>The address that receives the requests.</summary>
    public string? Url { get; init; }

    /// <summary>The secret that signs them: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    public string? Secret { get; init; }

    /// <summary>A file with the secret instead.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The bytes of the secret; set when the options are checked.</summary>
    internal byte[] Key { get; set; } = [];
}

/// <summary>A topic of ntfy.</summary>
public sealed record NtfyOptions
{
    /// <summary>The server. Default <c>https://ntfy.sh</c>.</summary>
    public string Server { get; init; } = "https://ntfy.sh";

    /// <summary>The topic.</summary>
    public string? Topic { get; init; }

    /// <summary>An access token; none for a topic that everybody may write to.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the access token instead.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The access token that is in force; set when the options are checked.</summary>
    internal string? AccessToken { get; set; }
}

/// <summary>A route. Every condition that is set must match.</summary>
public sealed class RouteOptions
{
    /// <summary>The destinations that are told; an empty list tells nobody and ends the search.</summary>
    public IList<string> Destinations { get; init; } = [];

    /// <summary>The least severity: <c>info</c>, <c>warning</c>, <c>error</c> or <c>critical</c>. Default <c>info</c>.</summary>
    public string? MinimumSeverity { get; init; }

    /// <summary>The clusters; empty for all.</summary>
    public IList<string> Clusters { get; init; } = [];

    /// <summary>The conditions, such as <c>VM_CRASHED</c>; empty for all.</summary>
    public IList<string> Conditions { get; init; } = [];

    /// <summary>Whether later routes are tried too when this one matches. Default false.</summary>
    public bool Continue { get; init; }
}
